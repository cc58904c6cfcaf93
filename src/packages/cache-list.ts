import { notAllowed } from "../context/allowed-hosts.ts";
import type { DeclSettings } from "../context/settings.ts";
import { FormatError } from "../nix/format-error.ts";
import { type PublicKey, parsePublicKey } from "../nix/public-key.ts";
import type { TrustRules } from "../nix/trust.ts";
import type { Configuration } from "../options/configuration.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { namesHost } from "../value/hosts.ts";
import { MIN_PRIORITY } from "./closure-walk.ts";

/** The key of cache.nixos.org. Its signatures are trusted in every cache (src/libstore/include/nix/store/globals.hh). */
const NIXOS_KEY = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";

/** `--build-context nix-cache=DIR` is a cache even where no declaration lists it. */
export const CACHE_CONTEXT = "nix-cache";

/** Folders of the client are asked first, then mirrors in the order in which they were given, then the caches of the declaration. */
const FOLDER_PRIORITY = MIN_PRIORITY * 2;
const MIRROR_PRIORITY = FOLDER_PRIORITY + 1;

/** The prefix with which a declaration lists a cache that is a folder of the client. */
const CONTEXT_PREFIX = "context:";

/** A cache in a folder of the client. */
export interface FolderCache {
  readonly kind: "folder";
  /** NAME of `--build-context NAME=DIR`. */
  readonly name: string;
  /** Lower is asked first. By default folders come first, since they are on the client's own machine. */
  readonly priority: number;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
}

/** A cache behind http:// or https://. */
export interface HttpCache {
  readonly kind: "http";
  readonly url: string;
  /** Undefined if the priority in the cache's nix-cache-info counts. */
  readonly priority: number | undefined;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
  /** The client's secret with the Authorization header, which may be sent there. */
  readonly authSecret?: string;
  /** Hosts beside its own that may have its archives, as `namesHost` reads them. */
  readonly archiveHosts: readonly string[];
  /** Why nothing is fetched from it, in words that follow its name. */
  readonly refused?: string;
  /** Seconds that the cache has for one file of metadata. */
  readonly timeout: number;
}

/** The caches of a build. */
export interface CacheList {
  readonly caches: readonly (FolderCache | HttpCache)[];
  /** Addresses of DECL_BINARY_CACHES. */
  readonly mirrors: readonly string[];
  /** The names of folders that the client has given. */
  readonly folders: readonly string[];
  /** A cache that a lock names and the declaration no longer lists. */
  unlisted(url: string): HttpCache;
  /** Whose signatures count for paths that a lock has from this cache. */
  rulesOf(name: string): TrustRules;
}

interface DeclaredCache {
  readonly url: string;
  readonly priority: number | null;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
  readonly archiveHosts: readonly string[];
  readonly authSecret?: string;
}

/**
 * The caches of a build: the client's folder first, then those of the build argument, then the declaration's. Keys that
 * are given on the command line, or for the default cache, are trusted everywhere, those of a cache only for that cache.
 * `isGiven` says of a build context whether there is one. Throws a DeclError.
 */
export function listCaches(
  settings: DeclSettings,
  configuration: Configuration,
  isGiven: (context: string) => boolean,
): CacheList {
  const trusted = [
    ...settings.trustedPublicKeys.map((text) => publicKey(text, "--build-arg DECL_TRUSTED_PUBLIC_KEYS")),
    publicKey(NIXOS_KEY, "cache.nixos.org"),
  ];
  const declared = declaredCaches(configuration);
  const declaredKeys = declared.flatMap(({ publicKeys }) => publicKeys);
  const folder = (name: string, cache: DeclaredCache): FolderCache => ({
    kind: "folder",
    name,
    priority: cache.priority ?? FOLDER_PRIORITY,
    publicKeys: [...trusted, ...cache.publicKeys],
    requireSignature: cache.requireSignature,
  });
  const { allowHosts } = settings;
  const http = (cache: DeclaredCache, priority: number | undefined): HttpCache => ({
    ...cache,
    kind: "http",
    priority,
    publicKeys: [...trusted, ...cache.publicKeys],
    // A list of allowed hosts applies to archives too, in place of the declaration's archiveHosts.
    archiveHosts: allowHosts ?? cache.archiveHosts,
    timeout: settings.cacheTimeout,
  });
  const asDeclared = (cache: DeclaredCache, priority: number | undefined): HttpCache => {
    const { host } = new URL(cache.url);
    const refused = allowHosts === undefined || namesHost(allowHosts, host) ? {} : { refused: notAllowed(host) };
    return { ...http(cache, priority), ...refused };
  };

  const unlisted = { url: "", priority: null, publicKeys: declaredKeys, requireSignature: true, archiveHosts: [] };
  const lists = (name: string) => declared.some(({ url }) => url === `${CONTEXT_PREFIX}${name}`);
  const caches: (FolderCache | HttpCache)[] = [];
  if (isGiven(CACHE_CONTEXT) && !lists(CACHE_CONTEXT)) caches.push(folder(CACHE_CONTEXT, unlisted));
  const mirrors = settings.binaryCaches.map((url, index) => http({ ...unlisted, url }, MIRROR_PRIORITY + index));
  caches.push(...mirrors);
  for (const cache of declared) {
    if (cache.url.startsWith(CONTEXT_PREFIX)) caches.push(folder(cache.url.slice(CONTEXT_PREFIX.length), cache));
    else caches.push(asDeclared(cache, cache.priority ?? undefined));
  }
  return {
    caches,
    mirrors: mirrors.map(({ url }) => url),
    folders: [CACHE_CONTEXT, ...declared.map(({ url }) => url.slice(CONTEXT_PREFIX.length))].filter(
      (name, index) => (index === 0 || lists(name)) && isGiven(name),
    ),
    unlisted: (url) => asDeclared({ ...unlisted, url }, undefined),
    rulesOf: (wanted) =>
      caches.find((cache) => nameOf(cache) === wanted) ?? {
        publicKeys: [...trusted, ...declaredKeys],
        requireSignature: true,
      },
  };
}

/** The name of a cache in closures and locks. */
const nameOf = (cache: FolderCache | HttpCache): string => (cache.kind === "http" ? cache.url : cache.name);

function declaredCaches({ config, placeOf }: Configuration): DeclaredCache[] {
  return config.nixpkgs.binaryCaches.map(({ publicKeys, authSecret, ...cache }, index) => ({
    ...cache,
    ...(authSecret === null ? {} : { authSecret }),
    publicKeys: publicKeys.map((text, key) => {
      return publicKey(text, cache.url, placeOf(["nixpkgs", "binaryCaches", `${index}`, "publicKeys", `${key}`]));
    }),
  }));
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
