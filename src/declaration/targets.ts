import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import type { EncodedModule, StartAnswer } from "./protocol.ts";

/** Targets that exist in every file, unless an image has the name. */
const LOCK_TARGETS = ["lock", "update"] as const;

/** The module of the image that a target names. Throws a DeclError where there is none. */
export function chosenModule(answer: StartAnswer, target: string, place: Place | undefined): EncodedModule {
  const { module, images } = answer;
  if (images === undefined) refuseMisspelt(target, place);
  if (module !== undefined) return module;
  const names = (images ?? []).join(", ");
  const wanted = target === "" ? "a --target is needed" : `there is no image "${target}"`;
  throw new DeclError({
    code: "unknown-target",
    message: `${wanted}: this file declares ${names === "" ? "no image" : names}`,
    ...at(place),
    hint:
      target === ""
        ? 'name one of them "default" to have it built without --target'
        : (didYouMean(target, [...(images ?? []), ...LOCK_TARGETS]) ?? "choose with --target"),
  });
}

/** Refuses a target that is a misspelt "lock" in a file with one image. */
function refuseMisspelt(target: string, place: Place | undefined): void {
  const meant = isLockTarget(target) ? undefined : didYouMean(target, ["lock"]);
  if (meant !== undefined) throw unknownTarget(target, place, meant);
}

/** Refuses a target in a file with one image if no module reads the target, since it would have no effect. Throws a DeclError. */
export function refuseUnread(target: string, place: Place | undefined): void {
  if (target === "" || isLockTarget(target)) return;
  const hint =
    "this file declares one image, and reads no target: leave --target out, or name the images with `images({ … })`";
  throw unknownTarget(target, place, didYouMean(target, LOCK_TARGETS) ?? hint);
}

const isLockTarget = (target: string): boolean => LOCK_TARGETS.some((one) => one === target);

const unknownTarget = (target: string, place: Place | undefined, hint: string) =>
  new DeclError({ code: "unknown-target", message: `there is no image "${target}"`, ...at(place), hint });
