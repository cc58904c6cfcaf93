import type { BuildRequest } from "../context/request.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import type { Closure } from "../nix/closure.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildPlan } from "../packages/builds/plan-builds.ts";
import type { Caches } from "../packages/caches.ts";
import type { MadePaths } from "../packages/closure-walk.ts";
import { lockChanges } from "../packages/lock/lock-changes.ts";
import type { LockFile, PackageSetPin } from "../packages/lock/lock-file.ts";
import { type LockedImage, makeLock, withOtherSystems } from "../packages/lock/make-lock.ts";
import type { PathSource } from "../packages/path-source.ts";
import { type Packages, packagesIn } from "../plan/packages.ts";
import { type DraftImage, draftImages, type EvaluatedImage, evaluateImages } from "./evaluate-images.ts";
import { explainClosure, findClosure, pathsToLock } from "./find-closure.ts";

/** All images of a declaration, on the platforms of the request: what one lock file is for. Throws a DeclError. */
export function imagesToLock(
  request: Pick<BuildRequest, "args" | "platforms">,
  declaration: Declaration,
): EvaluatedImage[] {
  return targetsOf(declaration).flatMap((target) => evaluateImages({ ...request, target }, declaration).images);
}

/** The same as far as the declaration alone says it. Throws a DeclError. */
export function draftsToLock(
  request: Pick<BuildRequest, "args" | "platforms">,
  declaration: Declaration,
): DraftImage[] {
  return targetsOf(declaration).flatMap((target) => draftImages({ ...request, target }, declaration).drafts);
}

/** What builds all images of a declaration. */
export const targetsOf = (declaration: Declaration): string[] => declaration.targets()?.map(({ name }) => name) ?? [""];

interface LockJob {
  readonly pin: PackageSetPin | undefined;
  /** An older lock that is added to. */
  readonly kept: LockFile | undefined;
  /** Finds out what has to be built; without it what no cache has is an error. */
  foresee?(
    image: NamedImage,
    source: PathSource,
    find: (made: MadePaths) => Promise<Closure>,
  ): Promise<Omit<ImageToLock, "system" | "packages">>;
}

type NamedImage = EvaluatedImage & { readonly packages: Packages };

const NOTHING_MADE = { builds: new Map(), made: new Map() };

/** The lock of images whose names are known. Throws a DeclError. */
export async function lockImages(
  images: readonly NamedImage[],
  cachesOf: (configuration: Configuration) => Pick<Caches, "all" | "rulesOf">,
  { pin, kept, foresee }: LockJob,
): Promise<LockFile> {
  const locked: LockedImage[] = [];
  for (const image of images) {
    const { configuration, packages, platform } = image;
    const source = pathsToLock(cachesOf(configuration), kept);
    const find = (made?: MadePaths) => findClosure(packages, source, { made });
    try {
      const found =
        foresee === undefined ? { closure: await find(), ...NOTHING_MADE } : await foresee(image, source, find);
      locked.push(await lockedImage({ system: platform.system, packages, ...found }, source));
    } catch (error) {
      throw explainClosure(error, packages);
    }
  }
  return withOtherSystems(makeLock(locked, pin ?? kept?.packageSet), kept);
}

interface ImageToLock extends Pick<LockedImage, "system"> {
  readonly packages: Packages;
  readonly closure: Closure;
  readonly builds: BuildPlan;
  readonly made: MadePaths;
}

/** What a lock says of an image: of what is built all that it is built from too. */
export async function lockedImage(
  { system, packages, closure, builds, made }: ImageToLock,
  source: PathSource,
): Promise<LockedImage> {
  const fetched = [...builds.values()].flatMap((build) => build.fetched);
  const outputs = new Set(
    [...builds.values()].flatMap(({ derivation }) => Array.from(derivation.outputs.values(), ({ path }) => path.path)),
  );
  const inputs = [...packages.buildInputs, ...fetched];
  const { entries } = await source.find([...new Map(inputs.map((path) => [path.path, path])).values()], { made });
  const all = [...closure.entries, ...entries];
  const others = new Set([...packages.builds, ...packages.added].map(({ path }) => path.path));
  const sources = all.flatMap(({ path, trust, deriver }) => {
    return trust.by === "build" && !outputs.has(path.path) && !others.has(path.path) && deriver === undefined
      ? path.base
      : [];
  });
  return {
    system,
    packages: packagesIn(packages, closure),
    closure: { entries: all },
    builds: builds.values(),
    sources,
  };
}

/** What is said of a new lock file: what has changed. */
export function changeMessage(name: string, before: LockFile | undefined, after: LockFile): string {
  const count = `${Object.keys(after.storePaths).length} store paths`;
  if (before === undefined) return `${name}: ${count}\n`;
  const changes = lockChanges(before, after);
  if (changes.length === 0) return `${name}: nothing has changed, ${count}\n`;
  return `${name}:\n${changes.map((line) => `  ${line}\n`).join("")}`;
}
