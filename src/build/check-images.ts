import type { Session } from "../context/session.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { askNixos } from "./ask-nixos.ts";
import { draftImages } from "./evaluate-images.ts";
import { targetsOf } from "./lock-images.ts";
import { type ResolvedImages, resolveImages } from "./resolve-images.ts";
import { unreadArguments } from "./unread-arguments.ts";
import { unusedOptions } from "./unused-options.ts";
import { lockTarget } from "./write-lock.ts";

/** An image for each platform that was asked for. */
export interface CheckedImages extends ResolvedImages {
  /** About all of them, each there once. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Evaluates the declaration and finds everything in it that is wrong or doubtful. Packages are those of `lock`, where there
 * is one. Throws a DeclError for what is wrong.
 */
export async function checkImages(session: Session, declaration: Declaration, lock?: LockFile): Promise<CheckedImages> {
  const { request } = session;
  // A lock file is for all images.
  const isLock = lockTarget(request, declaration) !== undefined;
  const drafted = (isLock ? targetsOf(declaration) : [request.target]).map((target) =>
    draftImages({ ...request, target }, declaration),
  );
  const { images, lookedUp } = await askNixos(
    session,
    drafted.flatMap(({ drafts }) => drafts),
  );
  const locking = lock === undefined ? undefined : ({ lock, gaps: "refuse" } as const);
  const resolved = await resolveImages(session, images, locking, "add", lookedUp);
  const read = drafted.flatMap(({ readArguments }) => [...readArguments.keys()]);
  const unread = unreadArguments(Object.keys(request.args), read);
  const targets = declaration.targets()?.map(({ name }) => name) ?? [];
  const unused = unusedOptions(request, resolved.images, targets);
  const declared = images.flatMap(({ warnings }) => warnings);
  return { ...resolved, warnings: [...unread, ...unused, ...uniqueWarnings([...declared, ...resolved.warnings])] };
}

/** Every platform's configuration says the same again. */
function uniqueWarnings(warnings: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}
