import { join } from "node:path";
import type { DeclSettings } from "../context/request.ts";
import type { Configuration } from "../options/configuration.ts";
import { type HttpCache, listCaches } from "../packages/cache-list.ts";
import type { Cache } from "../packages/closure-walk.ts";
import { folderCache, missingFolder } from "../packages/folder-cache.ts";
import { type CacheMemory, servedCache } from "../packages/served-cache.ts";
import { type BuildContexts, readIfThere } from "./build-contexts.ts";
import { httpFetcher } from "./fetch-metadata.ts";

/** Opens the caches that a build would ask, read by this machine itself. */
export function hostCaches(
  settings: DeclSettings,
  contexts: BuildContexts,
): (configuration: Configuration) => readonly Cache[] {
  const memory: CacheMemory = new Map();
  return (configuration) => {
    const list = listCaches(settings, configuration, (name) => contexts.folder(name) !== undefined);
    return list.caches.map((cache) => {
      if (cache.kind === "http") return openHttp(cache, memory);
      const folder = contexts.folder(cache.name);
      if (folder === undefined) return missingFolder(cache);
      return folderCache(cache, (file) => readIfThere(join(folder, file)));
    });
  };
}

function openHttp(cache: HttpCache, memory: CacheMemory): Cache {
  if (cache.authSecret === undefined) return servedCache(cache, httpFetcher(cache.timeout), memory);
  const reason = "has an authSecret, which only a build is given: leave --nix out";
  return {
    name: cache.url,
    priority: cache.priority ?? 0,
    publicKeys: cache.publicKeys,
    requireSignature: cache.requireSignature,
    readNarinfos: async (paths) => new Map(paths.map(({ hashPart }) => [hashPart, { kind: "failed", reason }])),
  };
}
