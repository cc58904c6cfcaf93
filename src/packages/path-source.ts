import type { Closure, ClosureProblem } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";
import type { Caches } from "./caches.ts";
import { isAbsent } from "./closure-problems.ts";
import { type MadePaths, walkClosure } from "./closure-walk.ts";
import { DownloadFailures } from "./download-failures.ts";
import type { LockFile } from "./lock/lock-file.ts";
import { findLockedClosure, type LockedCaches } from "./lock/locked-closure-source.ts";

/** What is known already while a closure is looked for. */
export interface FindOptions {
  /** What can no longer be taken from which cache. */
  readonly failures?: DownloadFailures | undefined;
  /** What this build has made. */
  readonly made?: MadePaths | undefined;
}

/** Where store paths come from that are not built. */
export interface PathSource {
  /** Rejects with a ClosureError. */
  find(roots: readonly StorePath[], options?: FindOptions): Promise<Closure>;
  /** Whether a path that is missing can be built: it is nowhere, and not only out of reach. */
  mayBuild(problem: ClosureProblem): boolean;
}

/** The same where more is made, or will be. */
export const withMade = (source: PathSource, more: MadePaths): PathSource => ({
  ...source,
  find: (roots, options) => source.find(roots, { ...options, made: new Map([...more, ...(options?.made ?? [])]) }),
});

/** As the caches say. */
export const pathsOfCaches = ({ all }: Pick<Caches, "all">): PathSource => ({
  find: (roots, { failures, made } = {}) => walkClosure(roots, all, failures, made),
  mayBuild: isAbsent,
});

/** Base names of what a lock says is made by a build with it. */
export const madeInLock = ({ builds = {}, sources = [] }: LockFile): Set<string> =>
  new Set([...Object.values(builds).flatMap(({ outputs }) => Object.values(outputs)), ...sources]);

/** As a lock says: what it has not, and does not say how to build, is an error. */
export function pathsOfLock(lock: LockFile, caches: LockedCaches): PathSource {
  const built = madeInLock(lock);
  return {
    find: (roots, { failures = new DownloadFailures(), made = new Map() } = {}) =>
      findLockedClosure(lock, roots, caches, { failures, made }),
    mayBuild: (problem) => problem.kind === "unavailable" && built.has(problem.path.base),
  };
}
