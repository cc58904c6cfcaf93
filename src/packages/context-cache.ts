import { type ContextFolder, contextFolder, contextSource } from "../context/named-folder.ts";
import type { Session } from "../context/session.ts";
import type { ClosureEntry } from "../nix/closure.ts";
import type { NarSource } from "../steps/unpack/nar-source.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { Cache } from "./closure-walk.ts";
import { CACHE_INFO, type CacheOptions, folderCache, isFileBelow } from "./folder-cache.ts";

/** A cache, and the source of its archives in the graph. */
export interface OpenCache {
  readonly cache: Cache;
  /** The source of the archives of entries that are all from this cache. `failures` counts earlier failures of an entry's archive. */
  narSource(
    entries: readonly ClosureEntry[],
    failures: (entry: ClosureEntry) => number,
  ): NarSource | Promise<NarSource>;
}

/**
 * A folder in the layout that `nix copy --to file://DIR` writes, given with `--build-context NAME=…`. Nothing of it is
 * read before something is wanted of it.
 */
export function openContextCache(session: Session, options: CacheOptions): OpenCache {
  const { name } = options;
  const metadata = cacheMetadata(session, name);
  return {
    cache: folderCache(options, metadata.readText),
    narSource: async (entries) => {
      const archives = await contextSource(session, name, {
        includePatterns: entries.map((entry) => relativeFile(entry, name)).sort(),
        sharedKeyHint: `${name}-archives`,
        name: `[nix] load archives from ${name}`,
      });
      return { locate: (entry) => ({ state: archives, path: relativeFile(entry, name) }) };
    },
  };
}

/** The metadata files in such a folder. */
export function cacheMetadata(session: Session, name: string): ContextFolder {
  return contextFolder(session, name, {
    includePatterns: [CACHE_INFO, "*.narinfo"],
    sharedKeyHint: `${name}-metadata`,
    name: `[nix] load metadata from ${name}`,
  });
}

/** The file of an entry's archive. The address comes from a narinfo or a lock, neither of which is trusted. */
function relativeFile(entry: ClosureEntry, cache: string): string {
  if (isFileBelow(entry.url)) return entry.url;
  throw new DeclError({
    code: "unusable-cache",
    message: `${cache}: the archive of ${entry.path.path} is said to be at "${entry.url}", which is not a file of the folder`,
  });
}
