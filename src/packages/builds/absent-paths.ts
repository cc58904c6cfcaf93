import { ClosureError, type ClosureProblem } from "../../nix/closure.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { PathSource } from "../path-source.ts";
import type { FindAbsent } from "./plan-builds.ts";

/**
 * Finds the store paths that a source does not have, or not with all that they refer to. A path that the source has without a trusted
 * signature, or gives no answer about, must not be built instead: it is a ClosureError.
 */
export function absentFrom(source: PathSource): FindAbsent {
  return async (paths) => {
    const absent = new Set<string>();
    let left = [...paths];
    while (left.length > 0) {
      const problems = await problemsOf(left, source);
      if (problems.length === 0) break;
      for (const problem of problems) {
        if (problem.kind !== "unavailable" || !source.mayBuild(problem)) throw new ClosureError(problems);
        const [root] = problem.wantedBy;
        if (root !== undefined) absent.add(root.path);
      }
      // A path that several of them need is reported for the first only, so the others are tried again.
      const others = left.filter(({ path }) => !absent.has(path));
      if (others.length === left.length) throw new ClosureError(problems);
      left = others;
    }
    return absent;
  };
}

async function problemsOf(roots: readonly StorePath[], source: PathSource): Promise<readonly ClosureProblem[]> {
  try {
    await source.find(roots);
    return [];
  } catch (error) {
    if (error instanceof ClosureError) return error.problems;
    throw error;
  }
}
