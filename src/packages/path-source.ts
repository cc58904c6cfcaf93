import type { Closure, ClosureProblem } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";
import type { Caches } from "./caches.ts";
import { isAbsent } from "./closure-problems.ts";
import { type MadePaths, walkClosure } from "./closure-walk.ts";
import { DownloadFailures } from "./download-failures.ts";
import type { LockFile } from "./lock/lock-file.ts";
import { findLockedClosure, type LockedCaches } from "./lock/locked-closure-source.ts";

/** What a search for a closure takes into account. */
export interface FindOptions {
  /** The paths that must not be taken from a cache again. */
  readonly failures?: DownloadFailures | undefined;
  /** The paths that this build has made. */
  readonly made?: MadePaths | undefined;
}

/** The source of store paths that are not built: caches, or a lock. */
export interface PathSource {
  /** Rejects with a ClosureError. */
  find(roots: readonly StorePath[], options?: FindOptions): Promise<Closure>;
  /** Whether a missing path may be built. A path that is only out of reach, as when a cache does not answer, may not. */
  mayBuild(problem: ClosureProblem): boolean;
}

/** A source with more paths that are or will be made in this build. */
export const withMade = (source: PathSource, more: MadePaths): PathSource => ({
  ...source,
  find: (roots, options) => source.find(roots, { ...options, made: new Map([...more, ...(options?.made ?? [])]) }),
});

/** The source of a build without a lock. */
export const pathsOfCaches = ({ all }: Pick<Caches, "all">): PathSource => ({
  find: (roots, { failures, made } = {}) => walkClosure(roots, all, failures, made),
  mayBuild: isAbsent,
});

/** The base names of paths that a lock has builds for. */
export const madeInLock = ({ builds = {}, sources = [] }: LockFile): Set<string> =>
  new Set([...Object.values(builds).flatMap(({ outputs }) => Object.values(outputs)), ...sources]);

/** The source of a build with a lock. A path that the lock neither has nor has a build for is an error. */
export function pathsOfLock(lock: LockFile, caches: LockedCaches): PathSource {
  const built = madeInLock(lock);
  return {
    find: (roots, { failures = new DownloadFailures(), made = new Map() } = {}) =>
      findLockedClosure(lock, roots, caches, { failures, made }),
    mayBuild: (problem) => problem.kind === "unavailable" && built.has(problem.path.base),
  };
}
