import type { MemoryKey } from "../context/memory.ts";
import type { Session } from "../context/session.ts";
import type { Closure } from "../nix/closure.ts";
import type { TrustRules } from "../nix/trust.ts";
import type { Configuration } from "../options/configuration.ts";
import type { NarSources } from "../steps/unpack/nar-source.ts";
import { archiveFault } from "./archive-address.ts";
import { type HttpCache, listCaches } from "./cache-list.ts";
import type { Cache } from "./closure-walk.ts";
import { type OpenCache, openContextCache } from "./context-cache.ts";
import type { DownloadFailures } from "./download-failures.ts";
import { closedCache, missingFolder } from "./folder-cache.ts";
import { openHttpCache } from "./http-cache.ts";
import { checkCacheSecrets } from "./secret-hosts.ts";
import type { CacheMemory } from "./served-cache.ts";

export interface Caches {
  readonly all: readonly Cache[];
  /** The addresses of DECL_BINARY_CACHES, which are asked before the caches of the declaration or of a lock. */
  readonly mirrors: readonly string[];
  /** The names of caches that are folders of the client. */
  readonly folders: readonly string[];
  /** Whose signatures count for paths that a lock has from a cache. */
  rulesOf(cache: string): TrustRules;
  /** Why a lock's archive is not fetched from the http address of a cache. */
  archiveFault(cache: string, url: string): string | undefined;
  narSources(closure: Closure, failures: DownloadFailures): Promise<NarSources>;
}

/** The replies of caches, which all of a build shares. */
const REPLIES: MemoryKey<CacheMemory> = { make: () => new Map() };

/** The caches of a build, each open. Throws a DeclError. */
export function openCaches(session: Session, configuration: Configuration): Caches {
  const memory = session.memory.of(REPLIES);
  const { settings } = session.request;
  checkCacheSecrets(settings, configuration);
  const list = listCaches(settings, configuration, (name) => session.request.context(name) !== undefined);
  const open = list.caches.map((cache): OpenCache => {
    if (cache.kind === "http") return openServed(session, cache, memory);
    return session.request.context(cache.name) === undefined
      ? notOpened(missingFolder(cache))
      : openContextCache(session, cache);
  });
  return {
    all: open.map(({ cache }) => cache),
    mirrors: list.mirrors,
    folders: list.folders,
    rulesOf: list.rulesOf,
    archiveFault: (name, url) => {
      const cache = list.caches.find((one) => one.kind === "http" && one.url === name) ?? list.unlisted(name);
      return cache.kind === "http" ? (cache.refused ?? archiveFault(cache, url)) : undefined;
    },
    narSources: async (closure, failures) => {
      const archives = closure.entries.filter(({ trust }) => trust.by !== "build");
      const names = new Set(archives.map(({ cache }) => cache));
      // A lock may name a cache that the declaration no longer lists.
      const sourceOf = (name: string) =>
        open.find(({ cache }) => cache.name === name) ?? openServed(session, list.unlisted(name), memory);
      const sources = [...names].map(async (name) => {
        const entries = archives.filter((entry) => entry.cache === name);
        return [name, await sourceOf(name).narSource(entries, (entry) => failures.count(entry.path))] as const;
      });
      return new Map(await Promise.all(sources));
    },
  };
}

function openServed(session: Session, cache: HttpCache, memory: CacheMemory): OpenCache {
  const { url: name, priority = 0, refused } = cache;
  if (refused === undefined) return openHttpCache(session, cache, memory);
  return notOpened(closedCache({ ...cache, name, priority }, { kind: "refused", reason: refused }));
}

function notOpened(cache: Cache): OpenCache {
  return {
    cache,
    narSource: () => {
      throw new Error(`nothing can be taken from ${cache.name}, which cannot be asked`);
    },
  };
}
