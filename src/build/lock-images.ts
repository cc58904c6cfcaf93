import type { BuildRequest } from "../context/request.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import type { Configuration } from "../options/configuration.ts";
import type { Cache } from "../packages/closure-walk.ts";
import { lockChanges } from "../packages/lock/lock-changes.ts";
import type { LockFile, PackageSetPin } from "../packages/lock/lock-file.ts";
import { type LockedImage, makeLock, withOtherSystems } from "../packages/lock/make-lock.ts";
import { type Packages, packagesIn } from "../plan/packages.ts";
import { type EvaluatedImage, evaluateImages } from "./evaluate-images.ts";
import { explainClosure, extendClosure } from "./find-closure.ts";

/** All images of a declaration, on the platforms of the request: what one lock file is for. Throws a DeclError. */
export function imagesToLock(
  request: Pick<BuildRequest, "args" | "platforms">,
  declaration: Declaration,
): EvaluatedImage[] {
  const targets = declaration.targets()?.map(({ name }) => name) ?? [""];
  return targets.flatMap((target) => evaluateImages({ ...request, target }, declaration).images);
}

/** The lock of images whose names are known: `kept` is an older one that is added to. Throws a DeclError. */
export async function lockImages(
  images: readonly (EvaluatedImage & { readonly packages: Packages })[],
  cachesOf: (configuration: Configuration) => readonly Cache[],
  { pin, kept }: { readonly pin: PackageSetPin | undefined; readonly kept: LockFile | undefined },
): Promise<LockFile> {
  const locked: LockedImage[] = [];
  for (const { configuration, packages, platform } of images) {
    try {
      const closure = await extendClosure(packages, cachesOf(configuration), kept);
      locked.push({ system: platform.system, packages: packagesIn(packages, closure), closure });
    } catch (error) {
      throw explainClosure(error, packages);
    }
  }
  return withOtherSystems(makeLock(locked, pin ?? kept?.packageSet), kept);
}

/** What is said of a new lock file: what has changed. */
export function changeMessage(name: string, before: LockFile | undefined, after: LockFile): string {
  const count = `${Object.keys(after.storePaths).length} store paths`;
  if (before === undefined) return `${name}: ${count}\n`;
  const changes = lockChanges(before, after);
  if (changes.length === 0) return `${name}: nothing has changed, ${count}\n`;
  return `${name}:\n${changes.map((line) => `  ${line}\n`).join("")}`;
}
