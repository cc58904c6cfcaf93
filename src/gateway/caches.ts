import type { NarSources } from "../graph/nar-source.ts";
import type { Closure } from "../nix/closure.ts";
import type { Cache } from "../nix/closure-walk.ts";
import type { DownloadFailures } from "../nix/download-failures.ts";
import { missingFolder } from "../nix/folder-cache.ts";
import type { CacheMemory } from "../nix/served-cache.ts";
import type { Configuration } from "../options/configuration.ts";
import { type FolderCache, listCaches } from "../plan/cache-list.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { type OpenCache, openContextCache } from "./context-cache.ts";
import { openHttpCache } from "./http-cache.ts";

export interface Caches {
  readonly all: readonly Cache[];
  /** Addresses of DECL_BINARY_CACHES, which are asked before what the declaration or a lock names. */
  readonly mirrors: readonly string[];
  /** Names of the caches that are folders of the client's. */
  readonly folders: readonly string[];
  narSources(closure: Closure, failures: DownloadFailures): Promise<NarSources>;
}

/** What was read of caches in one build, whoever asked for it. */
const memories = new WeakMap<Gateway, CacheMemory>();

/** The caches of a build, each open. Throws a DeclError. */
export function openCaches(gateway: Gateway, request: BuildRequest, configuration: Configuration): Caches {
  const memory: CacheMemory = memories.get(gateway) ?? new Map();
  memories.set(gateway, memory);
  const list = listCaches(request.settings, configuration, (name) => request.context(name) !== undefined);
  const open = list.caches.map((cache): OpenCache => {
    if (cache.kind === "http") return openHttpCache(gateway, cache, memory);
    return request.context(cache.name) === undefined ? openMissing(cache) : openContextCache(gateway, request, cache);
  });
  return {
    all: open.map(({ cache }) => cache),
    mirrors: list.mirrors,
    folders: list.folders,
    narSources: async (closure, failures) => {
      const names = new Set(closure.entries.map(({ cache }) => cache));
      // A lock may name a cache that nobody lists any more.
      const sourceOf = (name: string) =>
        open.find(({ cache }) => cache.name === name) ?? openHttpCache(gateway, list.unlisted(name), memory);
      const sources = [...names].map(async (name) => {
        const entries = closure.entries.filter((entry) => entry.cache === name);
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
