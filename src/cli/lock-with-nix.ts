import { basename, dirname, join } from "node:path";
import { changeMessage, imagesToLock, lockImages } from "../build/lock-images.ts";
import { resolveNames } from "../build/resolve-names.ts";
import { lockName } from "../context/lock-file.ts";
import { declaredArguments } from "../context/request.ts";
import { readSettings } from "../context/settings.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import { printLock } from "../packages/lock/lock-file.ts";
import { openContexts } from "./build-contexts.ts";
import { type DeclarationFile, lockCommandLine } from "./declaration-file.ts";
import { hostCaches } from "./host-caches.ts";
import type { LockOptions } from "./lock.ts";
import { lookUpWithNix } from "./nix-names.ts";
import { replaceFile } from "./replace-file.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Writes the lock file without an engine: this machine's Nix says what names mean, and the same caches are asked as in a
 * build. Returns what has changed. Throws a DeclError or a UsageError.
 */
export async function lockWithNix(
  declaration: Declaration,
  options: LockOptions,
  file: Pick<DeclarationFile, "lock">,
): Promise<string> {
  const [odd] = options.forEngine;
  if (odd !== undefined) throw new UsageError(`--${odd} is for docker, which decl lock --nix does without`);
  const settings = readSettings(options.args);
  if (settings.nix !== undefined) {
    throw new UsageError("decl lock --nix takes the Nix that is on PATH: no --build-arg DECL_NIX");
  }
  const contexts = await openContexts(options.context, options.contexts);
  const before = await file.lock();
  const kept = options.update ? undefined : before;
  const request = { args: declaredArguments(options.args), platforms: options.platforms };
  const { images, pin } = await resolveNames(
    {
      openSets: (...asked) => lookUpWithNix(settings, contexts, ...asked),
      // Files of build contexts are in no lock.
      addFiles: async () => new Map(),
    },
    imagesToLock(request, declaration),
    kept === undefined ? undefined : { lock: kept, gaps: "look-up" },
    `write it again: ${lockCommandLine(options.file)}`,
  );
  const lock = await lockImages(images, hostCaches(settings, contexts), { pin, kept });
  const name = lockName(basename(options.file));
  await replaceFile(join(dirname(options.file), name), printLock(lock));
  return changeMessage(name, before, lock);
}
