import {
  type CacheAnswer,
  type Closure,
  type ClosureEntry,
  ClosureError,
  chainTo,
  makeClosure,
  type Parents,
  parentsFrom,
} from "../../nix/closure.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { TrustRules } from "../../nix/trust.ts";
import { type Cache, findPaths, type MadePaths, orderCaches } from "../closure-walk.ts";
import type { DownloadFailures } from "../download-failures.ts";
import type { LockFile } from "./lock-file.ts";
import { lockedClosure } from "./locked-packages.ts";
import { trustLocked } from "./trust-locked.ts";

export interface LockedCaches {
  /** Addresses that are asked for archives before the cache that the lock names (DECL_BINARY_CACHES). */
  readonly mirrors: readonly string[];
  /** The names of caches that are folders which the client has given. */
  readonly folders: readonly string[];
  /** Whose signatures count for paths that the lock has from a cache. */
  rulesOf(cache: string): TrustRules;
  /** Why an archive is not fetched from the http address of a cache, in words that follow its name. */
  archiveFault(cache: string, url: string): string | undefined;
  /** By priority: the caches to ask for archives that are not where the lock says. */
  readonly all: readonly Cache[];
}

/**
 * The closure of `roots` from a lock. Each archive is taken from the first place that has not failed yet: the mirrors, the cache that the
 * lock names, and then any cache that has the path with the lock's NarHash. Only for the last are narinfos read.
 *
 * @throws ClosureError
 */
export async function findLockedClosure(
  lock: LockFile,
  roots: readonly StorePath[],
  caches: LockedCaches,
  { failures, made }: { readonly failures: DownloadFailures; readonly made: MadePaths },
): Promise<Closure> {
  const closure = lockedClosure(
    lock,
    roots,
    Array.from(made.values(), ({ entry }) => entry),
  );
  const isMade = ({ path }: ClosureEntry) => made.has(path.path);
  const placed: ClosureEntry[] = closure.entries.filter(isMade);
  const lost = new Map<string, ClosureEntry>();
  const locked = closure.entries.filter((entry) => !isMade(entry));
  for (const entry of trustLocked(lock, locked, caches.rulesOf)) {
    const place = placesOf(entry, caches).find((cache) => failures.reason(cache, entry.path, true) === undefined);
    if (place === undefined) lost.set(entry.path.path, entry);
    else placed.push({ ...entry, cache: place, unasked: true });
  }
  if (lost.size === 0) return makeClosure(roots, placed);
  const parents = parentsFrom(roots, closure.get);
  return makeClosure(roots, [...placed, ...(await relocate({ lost, parents }, caches, failures))]);
}

function placesOf({ cache, url }: ClosureEntry, { mirrors, folders, archiveFault }: LockedCaches): readonly string[] {
  if (!isAddress(cache)) return folders.includes(cache) ? [cache] : [];
  const places = isAddress(url) ? [cache] : [...mirrors, cache];
  return places.filter((place) => archiveFault(place, url) === undefined);
}

async function relocate(
  { lost, parents }: { readonly lost: ReadonlyMap<string, ClosureEntry>; readonly parents: Parents },
  caches: Pick<LockedCaches, "all" | "archiveFault">,
  failures: DownloadFailures,
): Promise<ClosureEntry[]> {
  const order = await orderCaches(caches.all);
  const isUnsigned = ({ trust }: ClosureEntry) => trust.by === "cache";
  const pathsThat = (wanted: (entry: ClosureEntry) => boolean) =>
    [...lost.values()].filter(wanted).map(({ path }) => path);
  // A signed hash in the lock is enough for an archive from any cache. An unsigned one needs a cache that is trusted itself.
  const anyone = order.map((cache) => ({ ...cache, requireSignature: false }));
  const signed = await findPaths(
    pathsThat((entry) => !isUnsigned(entry)),
    anyone,
    failures,
  );
  const unsigned = await findPaths(pathsThat(isUnsigned), order, failures);
  const found = [...signed.found, ...unsigned.found];
  const missing = [...signed.missing, ...unsigned.missing];
  const unavailable = (path: StorePath, answers: readonly CacheAnswer[]) =>
    ({ kind: "unavailable", path, wantedBy: chainTo(path, parents), answers }) as const;
  const problems = missing.map(([path, answers]) => {
    const { cache: locked = "", url = "" } = lost.get(path.path) ?? {};
    const fault = isAddress(locked) ? caches.archiveFault(locked, url) : undefined;
    if (fault !== undefined)
      return unavailable(path, [{ cache: `${locked} in the lock file`, kind: "elsewhere", reason: fault }, ...answers]);
    if (isAddress(locked) || answers.some(({ cache }) => cache === locked)) return unavailable(path, answers);
    const reason = `had it when the lock file was written, and was not given: --build-context ${locked}=DIR`;
    return unavailable(path, [{ cache: locked, kind: "failed", reason }, ...answers]);
  });
  const entries = found.flatMap((entry) => {
    const locked = lost.get(entry.path.path);
    if (locked === undefined) return [entry];
    if (locked.narHash === entry.narHash) return [movedTo(entry, locked)];
    const reason = "has another build of it than the lock file";
    problems.push(unavailable(entry.path, [{ cache: entry.cache, kind: "untrusted", reason }]));
    return [];
  });
  if (problems.length > 0) throw new ClosureError(problems);
  return entries;
}

/** The lock's entry with the address of another archive. Everything that gets into images stays as in the lock. */
function movedTo({ cache, url, compression, fileHash, fileSize }: ClosureEntry, locked: ClosureEntry): ClosureEntry {
  return { ...locked, cache, url, compression, fileHash, fileSize };
}

const isAddress = (text: string) => /^https?:\/\//.test(text);
