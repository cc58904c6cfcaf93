import {
  type CacheAnswer,
  type Closure,
  type ClosureEntry,
  ClosureError,
  type ClosureProblem,
  chainTo,
  makeClosure,
} from "../nix/closure.ts";
import { FormatError } from "../nix/format-error.ts";
import { type Narinfo, parseNarinfo } from "../nix/narinfo.ts";
import { compareStorePaths, type StorePath } from "../nix/store-path.ts";
import { judge, type Trust, type TrustRules } from "../nix/trust.ts";
import { unsignedFields } from "../nix/unsigned-fields.ts";
import type { DownloadFailures } from "./download-failures.ts";

/** A cache's reply about one path. */
export type NarinfoReply =
  | { readonly kind: "found"; readonly text: string | Uint8Array }
  | { readonly kind: "absent" }
  /** The cache could not be asked, e.g. "cannot be reached". */
  | { readonly kind: "failed"; readonly reason: string }
  /** The cache must not be asked. */
  | { readonly kind: "refused"; readonly reason: string };

/** A binary cache, independent of how it is read. */
export interface Cache extends TrustRules {
  /** For messages and for `ClosureEntry.cache`. */
  readonly name: string;
  /** Lower is asked first. A cache below MIN_PRIORITY comes before every cache that has its priority from its nix-cache-info. */
  readonly priority: number;
  /** Reads the priority in the cache's nix-cache-info, which replaces `priority`; Infinity if the cache does not answer. */
  readPriority?(): Promise<number>;
  /** Why an archive must not be fetched from the `url` in its narinfo, in words that follow the cache's name. */
  archiveFault?(url: string): string | undefined;
  /** The replies by hash part; a path without a reply counts as absent. Rejects only on a bug or when it is cancelled. */
  readNarinfos(paths: readonly StorePath[]): Promise<ReadonlyMap<string, NarinfoReply>>;
}

/** The lowest priority that a nix-cache-info can have. */
export const MIN_PRIORITY = -999_999_999;

/** Limits against endless closures, even signed ones. The largest closures of NixOS have some 10,000 paths in 30 levels. */
const MAX_CLOSURE = { paths: 100_000, levels: 1000 } as const;

/** Store paths that this build has made, for which no cache is asked. */
export type MadePaths = ReadonlyMap<string, { readonly entry: ClosureEntry }>;

/**
 * Follows the references of `roots` level by level until nothing new turns up. Each path is taken from the first cache, by
 * priority and then in the given order, that has it and can be trusted with it; later caches are asked only for what is
 * left, and no cache is asked for a path twice.
 *
 * @param failures the paths that must not be taken from a cache again
 * @param made the paths for which no cache is asked
 * @param most the limits
 * @throws ClosureError with every path that no cache has in a usable form, or for a circle or an endless closure
 */
export async function walkClosure(
  roots: readonly StorePath[],
  caches: readonly Cache[],
  failures?: DownloadFailures,
  made: MadePaths = new Map(),
  most: { readonly paths: number; readonly levels: number } = MAX_CLOSURE,
): Promise<Closure> {
  const order = await orderCaches(caches);
  const entries = new Map<string, ClosureEntry>();
  const problems: ClosureProblem[] = [];
  /** The path that first referred to each path; null for a root. */
  const parents = new Map<string, StorePath | null>();
  let wanted: StorePath[] = [];
  const want = (path: StorePath, parent: StorePath | null) => {
    if (parents.has(path.path)) return;
    parents.set(path.path, parent);
    wanted.push(path);
  };

  for (const root of roots) want(root, null);
  for (let levels = 1; wanted.length > 0; levels++) {
    const level = wanted.sort(compareStorePaths);
    const limit =
      parents.size > most.paths
        ? `over ${most.paths} paths`
        : levels > most.levels
          ? `over ${most.levels} levels`
          : undefined;
    const [path] = level;
    if (limit !== undefined && path !== undefined) {
      throw new ClosureError([{ kind: "endless", path, wantedBy: chainTo(path, parents), limit }]);
    }
    wanted = [];
    const known = level.flatMap((path) => made.get(path.path)?.entry ?? []);
    const asked = level.filter((path) => !made.has(path.path));
    const { found, missing } = await findPaths(asked, order, failures);
    for (const [path, answers] of missing) {
      problems.push({ kind: "unavailable", path, wantedBy: chainTo(path, parents), answers });
    }
    for (const entry of [...known, ...found]) {
      entries.set(entry.path.path, entry);
      for (const reference of entry.references) want(reference, entry.path);
    }
  }
  if (problems.length > 0) throw new ClosureError(problems);
  return makeClosure(roots, entries.values());
}

/** Sorts caches by priority; equal ones stay in their order. Priorities are read from caches only if they can change the order. */
export async function orderCaches(caches: readonly Cache[]): Promise<Cache[]> {
  const rivals = caches.filter(({ priority, readPriority }) => readPriority !== undefined || priority >= MIN_PRIORITY);
  const read = async (cache: Cache) => (rivals.length < 2 ? cache.priority : cache.readPriority?.()) ?? cache.priority;
  const ranked = await Promise.all(caches.map(async (cache) => ({ cache, priority: await read(cache) })));
  // Equal values are compared first, since Infinity - Infinity is NaN.
  return ranked.sort((a, b) => (a.priority === b.priority ? 0 : a.priority - b.priority)).map(({ cache }) => cache);
}

/** Takes each path from the first of the sorted caches that has it with a trusted signature. References are not followed. */
export async function findPaths(
  paths: readonly StorePath[],
  caches: readonly Cache[],
  failures?: DownloadFailures,
): Promise<{ found: ClosureEntry[]; missing: Map<StorePath, CacheAnswer[]> }> {
  const found: ClosureEntry[] = [];
  const missing = new Map<StorePath, CacheAnswer[]>(paths.map((path) => [path, []]));
  for (const cache of caches) {
    const wanted = [...missing.keys()].filter((path) => failures?.reason(cache.name, path) === undefined);
    const replies = wanted.length === 0 ? new Map<string, NarinfoReply>() : await cache.readNarinfos(wanted);
    for (const [path, answers] of missing) {
      const failed = failures?.reason(cache.name, path);
      if (failed !== undefined) {
        answers.push({ cache: cache.name, kind: "failed", reason: failed });
        continue;
      }
      const result = readReply(path, cache, replies.get(path.hashPart) ?? { kind: "absent" });
      if ("narHash" in result) {
        found.push(result);
        missing.delete(path);
      } else answers.push(result);
    }
  }
  return { found, missing };
}

function readReply(path: StorePath, cache: Cache, reply: NarinfoReply): ClosureEntry | CacheAnswer {
  const refuse = (kind: CacheAnswer["kind"], reason: string): CacheAnswer => ({ cache: cache.name, kind, reason });
  if (reply.kind === "absent") return refuse("absent", "does not have it");
  if (reply.kind === "failed" || reply.kind === "refused") return refuse(reply.kind, reply.reason);
  let narinfo: Narinfo;
  try {
    narinfo = parseNarinfo(reply.text);
  } catch (error) {
    if (error instanceof FormatError) return refuse("corrupt", error.message);
    throw error;
  }
  // The narinfo was found by the hash part alone, so the name may differ.
  if (narinfo.storePath.path !== path.path) {
    return refuse("other-path", `answers with another path, ${narinfo.storePath.path}`);
  }
  const fault = cache.archiveFault?.(narinfo.url);
  if (fault !== undefined) return refuse("elsewhere", fault);
  const trust = judge(narinfo, cache);
  if (trust.by === "nobody") return refuse("untrusted", `has it, but it is not trusted: ${trust.reason}`);
  return entryOf(narinfo, cache, trust);
}

function entryOf(narinfo: Narinfo, cache: Cache, trust: Trust): ClosureEntry {
  const { storePath: path, references, deriver: _, ca: __, ...rest } = narinfo;
  return Object.freeze({
    path,
    ...rest,
    ...unsignedFields(narinfo),
    references: Object.freeze(references.toSorted(compareStorePaths)),
    cache: cache.name,
    trust,
  });
}
