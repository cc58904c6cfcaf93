import { exec } from "../../llb/exec.ts";
import { outputMount } from "../../llb/mount.ts";
import type { Output, State } from "../../llb/vertex.ts";
import type { PlannedCheck } from "../../plan/checks.ts";
import type { ImagePlan } from "../../plan/image-plan.ts";
import { type HelperPlace, helperParts, specification } from "../helper-step.ts";
import { checkSpec } from "./spec.ts";

/** Where the helper is in the image while a check runs. */
const HELPER_FOLDER = "/.decl";

/** The program interpreters of the platforms that the frontend is built for: in the image there may be another one, or none. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  amd64: "/lib64/ld-linux-x86-64.so.2",
  arm64: "/lib/ld-linux-aarch64.so.1",
};

/**
 * A check of `image.checks` in the finished image, without a network. The step succeeds however the check ends, and its
 * state has the result; what it wrote into the image is dropped. Undefined for other build platforms than those
 * that there is a frontend for.
 */
export function checkStep(
  check: PlannedCheck,
  plan: Pick<ImagePlan, "config">,
  image: State,
  place: HelperPlace,
): Output | undefined {
  const interpreter = INTERPRETERS[place.buildPlatform.architecture];
  if (interpreter === undefined) return undefined;
  const { args, env, mounts } = specification(checkSpec, {
    command: check.command,
    environment: plan.config.config.Env ?? [],
    output: `${HELPER_FOLDER}/out`,
  });
  return exec({
    name: `[decl] check ${check.name} in the image (runs programs of the image)`,
    ignoreCache: place.ignoreCache,
    places: check.place === undefined ? [] : [check.place],
    args: [
      ...[`${HELPER_FOLDER}${interpreter}`, "--library-path", `${HELPER_FOLDER}/lib`],
      ...[`${HELPER_FOLDER}/bin/node`, "--no-warnings", `${HELPER_FOLDER}/helper.cjs`, ...args],
    ],
    env,
    network: "none",
    platform: place.buildPlatform,
    mounts: [
      outputMount("/", image),
      ...helperParts(place.helper, HELPER_FOLDER),
      outputMount(`${HELPER_FOLDER}/out`),
      ...mounts,
    ],
  }).at(`${HELPER_FOLDER}/out`);
}
