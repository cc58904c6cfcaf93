import { type CacheAnswer, type ClosureProblem, describeProblem } from "../nix/closure.ts";

/** The one message for all problems that have the same cause. */
export interface ClosureCause {
  /** One of the problems. */
  readonly example: ClosureProblem;
  readonly message: string;
  readonly hint: string | undefined;
  /** All caches were asked, and have no such path. */
  readonly isAbsent: boolean;
}

/**
 * The causes of problems, in the order of their first problems. A cache that cannot be used or is not trusted is one cause for all paths.
 * A path that no cache has is a cause of its own, unless all paths are for one thing (`together`).
 */
export function causesOf(problems: readonly ClosureProblem[], how?: "together"): ClosureCause[] {
  const groups = new Map<unknown, ClosureProblem[]>();
  for (const problem of problems) {
    const key = how !== "together" && isAbsent(problem) ? problem : causeKey(problem);
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap(([example, ...others]) => {
    if (example === undefined) return [];
    const message = describeProblem(example, others.length);
    return [{ example, message, hint: hintFor(example), isAbsent: isAbsent(example) }];
  });
}

/** Whether all caches were asked, and have no such path. */
export function isAbsent(problem: ClosureProblem): boolean {
  if (problem.kind !== "unavailable" || problem.answers.length === 0) return false;
  return problem.answers.every(({ kind }) => kind === "absent");
}

/** A key that is equal for paths with equal answers from all caches. Answers may contain the path's hash, which is left out. */
function causeKey(problem: ClosureProblem): unknown {
  if (problem.kind !== "unavailable") return problem;
  const { hashPart } = problem.path;
  return JSON.stringify(
    problem.answers.map(({ cache, kind, reason }) => [cache, kind, reason.replaceAll(hashPart, "")]),
  );
}

function hintFor(problem: ClosureProblem): string | undefined {
  if (problem.kind !== "unavailable" || problem.answers.length === 0) return undefined;
  if (isAbsent(problem)) {
    const { path } = problem.path;
    return `a machine that has it can put it into a folder, nix copy --to file://$PWD/cache ${path}, for --build-context nix-cache=cache`;
  }
  const some = (wanted: CacheAnswer["kind"]) => problem.answers.some(({ kind }) => kind === wanted);
  if (some("untrusted")) return TRUST_HINT;
  if (some("elsewhere")) return ELSEWHERE_HINT;
  return some("refused") ? REFUSED_HINT : READ_HINT;
}

const TRUST_HINT =
  "a path is used only with the signature of a trusted key: nixpkgs.binaryCaches has publicKeys, " +
  "and --build-arg DECL_TRUSTED_PUBLIC_KEYS=NAME:BASE64 adds some";

const ELSEWHERE_HINT =
  "where an archive is nobody signs: archiveHosts in nixpkgs.binaryCaches names other servers that a cache may use, " +
  "and so does --build-arg DECL_ALLOW_HOSTS";

const REFUSED_HINT = "if it may be asked, add its host to --build-arg DECL_ALLOW_HOSTS";

const READ_HINT =
  "a cache that can be read is asked first with --build-arg DECL_BINARY_CACHES=URL, " +
  "and a folder with --build-context nix-cache=DIR";
