import { lockFileName } from "../context/lock-file.ts";
import type { BuildRequest } from "../context/request.ts";
import type { Session } from "../context/session.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import { filesResult, type Result } from "../engine/result.ts";
import { file, mkfile } from "../llb/file.ts";
import { marshal } from "../llb/marshal.ts";
import { scratch } from "../llb/vertex.ts";
import type { Configuration } from "../options/configuration.ts";
import { findWithBuilds } from "../packages/builds/find-with-builds.ts";
import { foreseeingMaker } from "../packages/builds/makers.ts";
import { openCaches } from "../packages/caches.ts";
import { type LockFile, printLock } from "../packages/lock/lock-file.ts";
import { askNixos } from "./ask-nixos.ts";
import { changeMessage, draftsToLock, lockImages } from "./lock-images.ts";
import { resolveImages } from "./resolve-images.ts";

/**
 * What `--target` can ask of any declaration: `lock` adds what is missing to the lock file and leaves what it has for other
 * platforms, `update` makes it anew.
 */
export type LockTarget = "lock" | "update";

/** The target as one of these two, where the declaration has no image of that name. */
export function lockTarget({ target }: BuildRequest, declaration: Declaration): LockTarget | undefined {
  if (target !== "lock" && target !== "update") return undefined;
  return declaration.targets()?.some(({ name }) => name === target) ? undefined : target;
}

/** A frontend does not know what becomes of its result. */
const WHERE = "  it is written into the folder that -o names, and without -o nowhere\n";

/** The lock file for all images of the declaration, on the platforms of the request, as what `-o .` writes. */
export async function writeLock(
  session: Session,
  declaration: Declaration,
  target: LockTarget,
  before: LockFile | undefined,
): Promise<Result> {
  const kept = target === "lock" ? before : undefined;
  const { images: evaluated, lookedUp } = await askNixos(session, draftsToLock(session.request, declaration));
  const locking = kept === undefined ? undefined : ({ lock: kept, gaps: "look-up" } as const);
  const { images, pin } = await resolveImages(session, evaluated, locking, "leave-out", lookedUp);
  const cachesOf = (configuration: Configuration) => openCaches(session, configuration);
  const lock = await lockImages(images, cachesOf, {
    pin,
    kept,
    foresee: (image, source, find) => findWithBuilds(session, image, source, find, foreseeingMaker),
  });
  const name = lockFileName(session.request);
  const state = file(scratch, [mkfile(`/${name}`, printLock(lock))], { name: `[decl] write ${name}` });
  const message = `${changeMessage(name, before, lock)}${WHERE}`;
  return filesResult(await session.engine.solve(marshal(state)), session.request.platforms.slice(0, 1), {
    "frontend.result.inlinemessage": message,
  });
}
