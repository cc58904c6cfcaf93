import { type Closure, type ClosureEntry, ClosureError, makeClosure } from "../../nix/closure.ts";
import { FormatError } from "../../nix/format-error.ts";
import { parseFileHash, parseNarHash } from "../../nix/nar-hash.ts";
import { type Narinfo, parseArchiveUrl } from "../../nix/narinfo.ts";
import { LockGap, type Package, type PackageSet, packageOfEntry } from "../../nix/package-entry.ts";
import { compareStorePaths, parseStorePathBase, type StorePath } from "../../nix/store-path.ts";
import { unsignedFields } from "../../nix/unsigned-fields.ts";
import { addressFault } from "../../text/login-in-address.ts";
import type { LockedPath, LockFile } from "./lock-file.ts";

/** The packages of a lock for one system. `find` throws a LockGap, with `hint`. */
export function lockedPackages(lock: LockFile, system: string, hint: string): PackageSet {
  const packages = lock.packages[system];
  return {
    find: (attributePath): Package => {
      const entry =
        packages !== undefined && Object.hasOwn(packages, attributePath) ? packages[attributePath] : undefined;
      if (entry !== undefined) return packageOfEntry(attributePath, entry);
      const what = packages === undefined ? `nothing for ${system}` : `no "${attributePath}" for ${system}`;
      throw new LockGap(`the lock file has ${what}`, hint);
    },
  };
}

/**
 * The closure of `roots` from the lock; `made` are paths that this build has made.
 * @throws ClosureError with the paths that the lock does not have; FormatError for a path or hash that cannot be parsed
 */
export function lockedClosure(
  lock: LockFile,
  roots: readonly StorePath[],
  made: readonly ClosureEntry[] = [],
): Closure {
  return makeClosure(roots, made.length === 0 ? lockedEntries(lock) : [...lockedEntries(lock), ...made]);
}

const parsed = new WeakMap<LockFile, readonly ClosureEntry[]>();

/** All entries of a lock, which are parsed once. Throws FormatError. */
function lockedEntries(lock: LockFile): readonly ClosureEntry[] {
  const known = parsed.get(lock);
  if (known !== undefined) return known;
  const entries = Object.entries(lock.storePaths).map(([base, path]) => lockedEntry(base, path));
  parsed.set(lock, entries);
  return entries;
}

/** The paths among `roots`, or needed by them, that the lock does not have. */
export function missingPaths(lock: LockFile, roots: readonly StorePath[]): readonly StorePath[] {
  try {
    lockedClosure(lock, roots);
    return [];
  } catch (error) {
    if (!(error instanceof ClosureError)) throw error;
    return error.problems.flatMap((problem) => (problem.kind === "unavailable" ? [problem.path] : []));
  }
}

/** Throws FormatError. */
export function lockedEntry(base: string, locked: LockedPath): ClosureEntry {
  const { references, narHash, fileHash, signatures = [], ...rest } = locked;
  const path = parseStorePathBase(base);
  parseArchiveUrl(locked.url);
  if (/^https?:/.test(locked.cache) && !URL.canParse(locked.cache)) {
    throw new FormatError(`"${locked.cache}" is not the address of a cache`);
  }
  const fault = addressFault("cache", locked.cache, "cache");
  if (fault !== undefined) throw new FormatError(fault.message);
  const narinfo: Narinfo = {
    ...rest,
    storePath: path,
    narHash: parseNarHash(narHash),
    references: references.map(parseStorePathBase).sort(compareStorePaths),
    signatures,
    ...(fileHash === undefined ? {} : { fileHash: parseFileHash(fileHash) }),
  };
  const { storePath, deriver: _, ca: __, ...entry } = narinfo;
  return Object.freeze({
    ...entry,
    ...unsignedFields(narinfo),
    path: storePath,
    cache: locked.cache,
    trust: { by: "lock" } as const,
  });
}
