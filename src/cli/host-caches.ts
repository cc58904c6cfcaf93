import { join } from "node:path";
import type { DeclSettings } from "../context/settings.ts";
import type { Configuration } from "../options/configuration.ts";
import { type HttpCache, listCaches } from "../packages/cache-list.ts";
import type { Caches } from "../packages/caches.ts";
import type { Cache } from "../packages/closure-walk.ts";
import { closedCache, folderCache, missingFolder } from "../packages/folder-cache.ts";
import { type CacheMemory, servedCache } from "../packages/served-cache.ts";
import { type BuildContexts, readIfThere } from "./build-contexts.ts";
import { httpFetcher } from "./fetch-metadata.ts";

/** Opens the caches that a build would ask, read by this machine itself. */
export function hostCaches(
  settings: DeclSettings,
  contexts: BuildContexts,
): (configuration: Configuration) => Pick<Caches, "all" | "rulesOf"> {
  const memory: CacheMemory = new Map();
  return (configuration) => {
    const list = listCaches(settings, configuration, (name) => contexts.folder(name) !== undefined);
    const all = list.caches.map((cache) => {
      if (cache.kind === "http") return openHttp(cache, memory);
      const folder = contexts.folder(cache.name);
      if (folder === undefined) return missingFolder(cache);
      return folderCache(cache, (file) => readIfThere(join(folder, file)));
    });
    return { all, rulesOf: list.rulesOf };
  };
}

function openHttp(cache: HttpCache, memory: CacheMemory): Cache {
  const { url: name, priority = 0, refused, authSecret } = cache;
  if (refused !== undefined) return closedCache({ ...cache, name, priority }, { kind: "refused", reason: refused });
  if (authSecret === undefined) return servedCache(cache, httpFetcher(cache.timeout), memory);
  const reason = "has an authSecret, which only a build is given: leave --nix out";
  return closedCache({ ...cache, name, priority }, { kind: "failed", reason });
}
