import { at, DeclError, type Place } from "../diagnostic.ts";
import type { NarSources } from "../graph/nar-source.ts";
import type { Closure } from "../nix/closure.ts";
import { type Cache, MIN_PRIORITY } from "../nix/closure-walk.ts";
import type { DownloadFailures } from "../nix/download-failures.ts";
import { FormatError } from "../nix/format-error.ts";
import { type PublicKey, parsePublicKey } from "../nix/public-key.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { type OpenCache, openContextCache } from "./context-cache.ts";
import { type CacheMemory, openHttpCache } from "./http-cache.ts";

/** The key of cache.nixos.org: what it signed is trusted wherever it lies (src/libstore/include/nix/store/globals.hh). */
const NIXOS_KEY = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";

/** `--build-context nix-cache=DIR` is a cache even where no declaration lists it. */
export const CACHE_CONTEXT = "nix-cache";

/** Folders of the client's come before mirrors, and these, as they were given, before what the declaration lists. */
const FOLDER_PRIORITY = MIN_PRIORITY * 2;
const MIRROR_PRIORITY = FOLDER_PRIORITY + 1;

/** How a declaration lists a cache that is a folder of the client's. */
const CONTEXT_PREFIX = "context:";

export interface Caches {
  readonly all: readonly Cache[];
  /** Addresses of DECL_BINARY_CACHES, which are asked before what the declaration or a lock names. */
  readonly mirrors: readonly string[];
  /** Names of the caches that are folders of the client's. */
  readonly folders: readonly string[];
  narSources(closure: Closure, failures: DownloadFailures): NarSources;
}

/** What was read of caches in one build, whoever asked for it. */
const memories = new WeakMap<Gateway, CacheMemory>();

interface DeclaredCache {
  readonly url: string;
  readonly priority: number | null;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
  readonly authSecret?: string;
}

/**
 * The caches of a build: the client's folder first, then those of the build argument, then the declaration's. Keys that
 * are given on the command line, or for the default cache, are trusted everywhere, those of a cache only for that cache.
 */
export function openCaches(gateway: Gateway, request: BuildRequest, configuration: Configuration): Caches {
  const { settings } = request;
  const memory: CacheMemory = memories.get(gateway) ?? new Map();
  memories.set(gateway, memory);
  const trusted = [
    ...settings.trustedPublicKeys.map((text) => publicKey(text, "--build-arg DECL_TRUSTED_PUBLIC_KEYS")),
    publicKey(NIXOS_KEY, "cache.nixos.org"),
  ];
  const declared = declaredCaches(configuration);
  const declaredKeys = declared.flatMap(({ publicKeys }) => publicKeys);
  const openHttp = (cache: DeclaredCache, priority: number | undefined) =>
    openHttpCache(
      gateway,
      { ...cache, priority, publicKeys: [...trusted, ...cache.publicKeys], timeout: settings.cacheTimeout },
      memory,
    );
  const open: OpenCache[] = [];
  const openFolder = (name: string, cache: DeclaredCache) => {
    const context = request.context(name);
    const priority = cache.priority ?? FOLDER_PRIORITY;
    const options = { ...cache, priority, publicKeys: [...trusted, ...cache.publicKeys] };
    open.push(
      context === undefined ? missingFolder(name, options) : openContextCache(gateway, request, context, options),
    );
  };

  const unlisted = { url: "", priority: null, publicKeys: declaredKeys, requireSignature: true };
  const lists = (name: string) => declared.some(({ url }) => url === `${CONTEXT_PREFIX}${name}`);
  if (request.context(CACHE_CONTEXT) !== undefined && !lists(CACHE_CONTEXT)) openFolder(CACHE_CONTEXT, unlisted);
  const mirrors = settings.binaryCaches.map((url) => ({ ...unlisted, url: mirrorUrl(url) }));
  for (const [index, cache] of [...mirrors, ...declared].entries()) {
    if (cache.url.startsWith(CONTEXT_PREFIX)) openFolder(cache.url.slice(CONTEXT_PREFIX.length), cache);
    else open.push(openHttp(cache, index < mirrors.length ? MIRROR_PRIORITY + index : (cache.priority ?? undefined)));
  }
  return {
    all: open.map(({ cache }) => cache),
    mirrors: mirrors.map(({ url }) => url),
    folders: [CACHE_CONTEXT, ...declared.map(({ url }) => url.slice(CONTEXT_PREFIX.length))].filter(
      (name, index) => (index === 0 || lists(name)) && request.context(name) !== undefined,
    ),
    narSources: (closure, failures) => {
      const names = new Set(closure.entries.map(({ cache }) => cache));
      // A lock may name a cache that nobody lists any more.
      const sourceOf = (name: string) =>
        open.find(({ cache }) => cache.name === name) ?? openHttp({ ...unlisted, url: name }, undefined);
      return new Map(
        [...names].map((name) => [
          name,
          sourceOf(name).narSource(
            closure.entries.filter((entry) => entry.cache === name),
            (entry) => failures.count(entry.path),
          ),
        ]),
      );
    },
  };
}

function declaredCaches({ config, placeOf }: Configuration): DeclaredCache[] {
  return config.nixpkgs.binaryCaches.map(({ url, priority, publicKeys, requireSignature, authSecret }, index) => ({
    url,
    priority,
    requireSignature,
    ...(authSecret === null ? {} : { authSecret }),
    publicKeys: publicKeys.map((text, key) => {
      return publicKey(text, url, placeOf(["nixpkgs", "binaryCaches", `${index}`, "publicKeys", `${key}`]));
    }),
  }));
}

/** A folder that the declaration lists and the client did not give: an answer of its own, and no error if nobody asks. */
function missingFolder(name: string, options: Omit<Cache, "name" | "readNarinfos">): OpenCache {
  const reason = `was not given, --build-context ${name}=DIR does`;
  const cache: Cache = {
    ...options,
    name,
    readNarinfos: async (paths) => new Map(paths.map(({ hashPart }) => [hashPart, { kind: "failed", reason }])),
  };
  return {
    cache,
    narSource: () => {
      throw new Error(`${name} ${reason}`);
    },
  };
}

function publicKey(text: string, where: string, place?: Place): PublicKey {
  try {
    return parsePublicKey(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({
      code: "wrong-public-key",
      message: `${where}: ${error.message}`,
      ...at(place),
    });
  }
}

function mirrorUrl(text: string): string {
  if (/^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text)) return text;
  throw new DeclError({
    code: "wrong-cache",
    message: `--build-arg DECL_BINARY_CACHES: "${text}" is not an http:// or https:// address`,
  });
}
