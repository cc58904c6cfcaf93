import { at, DeclError } from "../diagnostic.ts";
import type { Caches } from "../gateway/caches.ts";
import { type Closure, ClosureError, type ClosureProblem, describeProblem, makeClosure } from "../nix/closure.ts";
import { walkClosure } from "../nix/closure-walk.ts";
import type { DownloadFailures } from "../nix/download-failures.ts";
import type { LockFile } from "../nix/lock/lock-file.ts";
import { findLockedClosure } from "../nix/lock/locked-closure-source.ts";
import { lockedClosure, missingPaths } from "../nix/lock/locked-packages.ts";
import type { Packages } from "../plan/packages.ts";

/** Everything that an image's packages need: out of the lock where there is one, else as the caches say. */
export async function findClosure(
  packages: Packages,
  caches: Caches,
  lock: LockFile | undefined,
  failures: DownloadFailures,
): Promise<Closure> {
  const roots = Array.from(packages.roots.values(), ({ path }) => path);
  if (lock !== undefined) return findLockedClosure(lock, roots, caches, failures);
  return walkClosure(roots, caches.all, { failures });
}

/** The same for a lock that is being written: what the old one has stays as it is, the rest is asked of the caches. */
export async function extendClosure(packages: Packages, caches: Caches, lock: LockFile | undefined): Promise<Closure> {
  const roots = Array.from(packages.roots.values(), ({ path }) => path);
  const locked = lock === undefined ? [] : roots.filter((path) => missingPaths(lock, [path]).length === 0);
  const fresh = roots.filter((path) => !locked.includes(path));
  const known = lock === undefined ? [] : lockedClosure(lock, locked).entries;
  return makeClosure(roots, [...(await walkClosure(fresh, caches.all)).entries, ...known]);
}

/** A closure that could not be found, told at the packages that need what is missing. Any other error is thrown again. */
export function explainClosure(error: unknown, packages: Packages): DeclError {
  if (!(error instanceof ClosureError)) throw error;
  const roots = [...packages.roots.values()];
  const [first, ...others] = error.problems.map((problem) => {
    const root = problem.kind === "cycle" ? undefined : problem.wantedBy[0];
    const place = roots.find(({ path }) => path.path === root?.path)?.place;
    return {
      code: `closure-${problem.kind}`,
      message: describeProblem(problem),
      ...at(place),
      ...closureHint(problem),
    };
  });
  if (first === undefined) throw error;
  return new DeclError(first, ...others);
}

function closureHint(problem: ClosureProblem): { hint?: string } {
  if (problem.kind !== "unavailable") return {};
  if (problem.answers.some(({ kind }) => kind === "untrusted")) {
    return {
      hint:
        "a path is used only with the signature of a trusted key: nixpkgs.binaryCaches has publicKeys, " +
        "and --build-arg DECL_TRUSTED_PUBLIC_KEYS=NAME:BASE64 adds some",
    };
  }
  if (problem.answers.length > 0 && problem.answers.every(({ kind }) => kind === "absent")) {
    const { path } = problem.path;
    return {
      hint: `a machine that has it can put it into a folder, nix copy --to file://$PWD/cache ${path}, for --build-context nix-cache=cache`,
    };
  }
  return {};
}
