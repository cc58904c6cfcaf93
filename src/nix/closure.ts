import type { Compression } from "./compression.ts";
import type { FileHash, NarHash } from "./nar-hash.ts";
import { compareStorePaths, type StorePath } from "./store-path.ts";
import type { Trust } from "./trust.ts";

/** One store path and where its archive lies. Frozen. */
export interface ClosureEntry {
  readonly path: StorePath;
  readonly narHash: NarHash;
  /** Bytes of the archive. */
  readonly narSize: number;
  /** Sorted; may hold the path itself. */
  readonly references: readonly StorePath[];
  /** As the narinfo has it: relative to the cache, or absolute. */
  readonly url: string;
  readonly compression: Compression;
  readonly fileHash?: FileHash | undefined;
  /** Bytes of the compressed file. */
  readonly fileSize?: number | undefined;
  /** The name of the cache it is taken from. */
  readonly cache: string;
  /** The cache was not asked: a lock file says that it has this file. */
  readonly unasked?: true;
  readonly deriver?: string | undefined;
  readonly ca?: string | undefined;
  /** As the narinfo has them, good or not: a lock file keeps them, so that it can be checked again. */
  readonly signatures: readonly string[];
  readonly trust: Trust;
}

/** All that the roots need, themselves included, each path once. */
export interface Closure {
  readonly roots: readonly StorePath[];
  /** Sorted by path. */
  readonly entries: readonly ClosureEntry[];
  /** Each path after all that it refers to; apart from that, sorted by path. */
  readonly ordered: readonly ClosureEntry[];
  get(path: StorePath): ClosureEntry | undefined;
  /** The entries that `paths` need, themselves included, sorted by path. Linear in the answer. */
  reach(paths: Iterable<StorePath>): readonly ClosureEntry[];
}

/** What kept a closure from being made. */
export type ClosureProblem =
  /** No cache has the path in a form that can be used. */
  | {
      readonly kind: "unavailable";
      readonly path: StorePath;
      /** From a root to the path, both included: who wants it. */
      readonly wantedBy: readonly StorePath[];
      readonly answers: readonly CacheAnswer[];
    }
  /** There is no end of what `path` needs: more of `limit` than any image has. */
  | {
      readonly kind: "endless";
      readonly path: StorePath;
      readonly wantedBy: readonly StorePath[];
      readonly limit: string;
    }
  /** Paths that refer to each other in a circle; the first is repeated at the end. */
  | { readonly kind: "cycle"; readonly cycle: readonly StorePath[] };

/** What one cache said of a path, in the order of asking. */
export interface CacheAnswer {
  readonly cache: string;
  readonly kind: "absent" | "failed" | "refused" | "corrupt" | "other-path" | "elsewhere" | "untrusted";
  /** In words that follow the cache's name: "is not there", "no signature". */
  readonly reason: string;
}

/** Thrown with all that was found wrong; the caller turns each problem into a diagnostic with a place. */
export class ClosureError extends Error {
  override name = "ClosureError";
  readonly problems: readonly ClosureProblem[];

  constructor(problems: readonly ClosureProblem[]) {
    super(problems.map((problem) => describeProblem(problem)).join("\n"));
    this.problems = problems;
  }
}

/** A problem in one sentence, without a final period, and how many `others` of the same cause there are. */
export function describeProblem(problem: ClosureProblem, others = 0): string {
  if (problem.kind === "cycle") return `store paths refer to each other in a circle: ${chain(problem.cycle)}`;
  if (problem.kind === "endless") {
    const [root = problem.path] = problem.wantedBy;
    return `there is no end of what ${root.path} needs: ${problem.limit}, ${problem.path.base} being the last that was looked at`;
  }
  const via = problem.wantedBy.length > 1 ? ` (needed by ${chain(problem.wantedBy)})` : "";
  const more = others === 1 ? "another store path" : `${others} other store paths`;
  const nor = (word: string) => (others === 0 ? "" : `, nor ${word}${more}`);
  if (problem.answers.length === 0) return `nothing is known of ${problem.path.path}${via}${nor("of ")}`;
  const answers = problem.answers.map(({ cache, reason }) => `${cache}: ${reason}`).join("; ");
  return `no binary cache has a usable ${problem.path.path}${via}${nor("")}: ${answers}`;
}

function chain(paths: readonly StorePath[]): string {
  return paths.map((path) => path.base).join(" → ");
}

/**
 * The closure of `roots` in a table of entries, from a walk over caches or from a lock file.
 *
 * @throws ClosureError when a path is in nobody's table or paths form a circle
 */
export function makeClosure(roots: readonly StorePath[], table: Iterable<ClosureEntry>): Closure {
  const byPath = new Map<string, ClosureEntry>();
  for (const entry of table) byPath.set(entry.path.path, entry);

  const reach = (paths: Iterable<StorePath>): readonly ClosureEntry[] => {
    const found = new Map<string, ClosureEntry>();
    const wanted = [...paths];
    for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
      const entry = byPath.get(path.path);
      if (found.has(path.path) || entry === undefined) continue;
      found.set(path.path, entry);
      wanted.push(...entry.references);
    }
    return [...found.values()].sort((a, b) => compareStorePaths(a.path, b.path));
  };

  const entries = Object.freeze(reach(roots));
  checkComplete(roots, entries, byPath);
  const ordered = Object.freeze(referencesFirst(entries, byPath));
  // The table may have more than the roots need.
  const own = new Map(entries.map((entry) => [entry.path.path, entry]));
  return Object.freeze({
    roots: Object.freeze(roots.toSorted(compareStorePaths)),
    entries,
    ordered,
    get: (path: StorePath) => own.get(path.path),
    reach,
  });
}

function checkComplete(
  roots: readonly StorePath[],
  entries: readonly ClosureEntry[],
  byPath: ReadonlyMap<string, ClosureEntry>,
): void {
  const wanted = [...roots, ...entries.flatMap(({ references }) => references)];
  const missing = new Map(wanted.flatMap((path) => (byPath.has(path.path) ? [] : [[path.path, path]])));
  if (missing.size === 0) return;
  const parents = parentsFrom(roots, (path) => byPath.get(path.path));
  const problems = Array.from(missing.values(), (path): ClosureProblem => {
    return { kind: "unavailable", path, wantedBy: chainTo(path, parents), answers: [] };
  });
  throw new ClosureError(problems);
}

/** Who wants a path first: null for a root. */
export type Parents = ReadonlyMap<string, StorePath | null>;

/** Those of all that `roots` need, level by level, so that the ways are short. */
export function parentsFrom(
  roots: readonly StorePath[],
  get: (path: StorePath) => Pick<ClosureEntry, "references"> | undefined,
): Parents {
  const parents = new Map<string, StorePath | null>(roots.map((root) => [root.path, null]));
  const wanted = [...roots];
  // It grows while it is gone through.
  for (const path of wanted) {
    for (const reference of get(path)?.references ?? []) {
      if (parents.has(reference.path)) continue;
      parents.set(reference.path, path);
      wanted.push(reference);
    }
  }
  return parents;
}

/** The way from a root to a path, both included. */
export function chainTo(path: StorePath, parents: Parents): StorePath[] {
  const chain: StorePath[] = [];
  for (let at: StorePath | null | undefined = path; at; at = parents.get(at.path)) chain.unshift(at);
  return chain;
}

/**
 * Depth first, each entry after its references. With a → b, a → c, c → b: b, c, a. A path's reference to itself does
 * not count; a longer circle has no order.
 */
function referencesFirst(
  entries: readonly ClosureEntry[],
  byPath: ReadonlyMap<string, ClosureEntry>,
): readonly ClosureEntry[] {
  const ordered: ClosureEntry[] = [];
  const state = new Map<string, "open" | "done">();
  for (const start of entries) {
    if (state.has(start.path.path)) continue;
    // An explicit stack: a chain of references may be longer than JavaScript's own.
    const stack = [{ entry: start, next: 0 }];
    state.set(start.path.path, "open");
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const reference = top.entry.references[top.next++];
      if (reference === undefined) {
        state.set(top.entry.path.path, "done");
        ordered.push(top.entry);
        stack.pop();
        continue;
      }
      const entry = byPath.get(reference.path);
      const seen = state.get(reference.path);
      if (seen === "open" && entry !== top.entry) {
        const open = stack.map((frame) => frame.entry.path);
        const cycle = open.slice(open.findIndex((path) => path.path === reference.path));
        throw new ClosureError([{ kind: "cycle", cycle: [...cycle, reference] }]);
      }
      if (seen !== undefined || entry === undefined) continue;
      state.set(reference.path, "open");
      stack.push({ entry, next: 0 });
    }
  }
  return ordered;
}
