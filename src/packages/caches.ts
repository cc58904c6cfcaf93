import type { MemoryKey } from "../context/memory.ts";
import type { Session } from "../context/session.ts";
import type { Closure } from "../nix/closure.ts";
import type { Configuration } from "../options/configuration.ts";
import type { NarSources } from "../steps/unpack/nar-source.ts";
import { type FolderCache, listCaches } from "./cache-list.ts";
import type { Cache } from "./closure-walk.ts";
import { type OpenCache, openContextCache } from "./context-cache.ts";
import type { DownloadFailures } from "./download-failures.ts";
import { missingFolder } from "./folder-cache.ts";
import { openHttpCache } from "./http-cache.ts";
import type { CacheMemory } from "./served-cache.ts";

export interface Caches {
  readonly all: readonly Cache[];
  /** Addresses of DECL_BINARY_CACHES, which are asked before what the declaration or a lock names. */
  readonly mirrors: readonly string[];
  /** Names of the caches that are folders of the client's. */
  readonly folders: readonly string[];
  narSources(closure: Closure, failures: DownloadFailures): Promise<NarSources>;
}

/** What was read of caches in a build, whoever asked for it. */
const REPLIES: MemoryKey<CacheMemory> = { make: () => new Map() };

/** The caches of a build, each open. Throws a DeclError. */
export function openCaches(session: Session, configuration: Configuration): Caches {
  const memory = session.memory.of(REPLIES);
  const list = listCaches(
    session.request.settings,
    configuration,
    (name) => session.request.context(name) !== undefined,
  );
  const open = list.caches.map((cache): OpenCache => {
    if (cache.kind === "http") return openHttpCache(session, cache, memory);
    return session.request.context(cache.name) === undefined ? openMissing(cache) : openContextCache(session, cache);
  });
  return {
    all: open.map(({ cache }) => cache),
    mirrors: list.mirrors,
    folders: list.folders,
    narSources: async (closure, failures) => {
      const archives = closure.entries.filter(({ trust }) => trust.by !== "build");
      const names = new Set(archives.map(({ cache }) => cache));
      // A lock may name a cache that nobody lists any more.
      const sourceOf = (name: string) =>
        open.find(({ cache }) => cache.name === name) ?? openHttpCache(session, list.unlisted(name), memory);
      const sources = [...names].map(async (name) => {
        const entries = archives.filter((entry) => entry.cache === name);
        return [name, await sourceOf(name).narSource(entries, (entry) => failures.count(entry.path))] as const;
      });
      return new Map(await Promise.all(sources));
    },
  };
}

function openMissing(folder: FolderCache): OpenCache {
  return {
    cache: missingFolder(folder),
    narSource: () => {
      throw new Error(`nothing can be taken from ${folder.name}, which was not given`);
    },
  };
}
