import { ClosureError, type ClosureProblem } from "../../nix/closure.ts";
import type { StorePath } from "../../nix/store-path.ts";
import { isAbsent } from "../closure-problems.ts";
import { type Cache, walkClosure } from "../closure-walk.ts";
import type { FindAbsent } from "./plan-builds.ts";

/**
 * Of store paths, those that all caches answer they do not have, or do not have something of what they need. What a cache has
 * and is not trusted with, or what it fails to answer, is no reason to build: then the ClosureError is thrown.
 */
export function absentFrom(caches: readonly Cache[]): FindAbsent {
  return async (paths) => {
    const absent = new Set<string>();
    let left = [...paths];
    while (left.length > 0) {
      const problems = await problemsOf(left, caches);
      if (problems.length === 0) break;
      for (const problem of problems) {
        if (problem.kind === "cycle" || !isAbsent(problem)) throw new ClosureError(problems);
        const [root] = problem.wantedBy;
        if (root !== undefined) absent.add(root.path);
      }
      // What several of them need is told of the first.
      left = left.filter(({ path }) => !absent.has(path));
    }
    return absent;
  };
}

async function problemsOf(roots: readonly StorePath[], caches: readonly Cache[]): Promise<readonly ClosureProblem[]> {
  try {
    await walkClosure(roots, caches);
    return [];
  } catch (error) {
    if (error instanceof ClosureError) return error.problems;
    throw error;
  }
}
