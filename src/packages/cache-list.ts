import type { DeclSettings } from "../context/request.ts";
import { FormatError } from "../nix/format-error.ts";
import { type PublicKey, parsePublicKey } from "../nix/public-key.ts";
import type { Configuration } from "../options/configuration.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { loginInAddress } from "../text/login-in-address.ts";
import { MIN_PRIORITY } from "./closure-walk.ts";

/** The key of cache.nixos.org: what it signed is trusted wherever it lies (src/libstore/include/nix/store/globals.hh). */
const NIXOS_KEY = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";

/** `--build-context nix-cache=DIR` is a cache even where no declaration lists it. */
export const CACHE_CONTEXT = "nix-cache";

/** Folders of the client's come before mirrors, and these, as they were given, before what the declaration lists. */
const FOLDER_PRIORITY = MIN_PRIORITY * 2;
const MIRROR_PRIORITY = FOLDER_PRIORITY + 1;

/** How a declaration lists a cache that is a folder of the client's. */
const CONTEXT_PREFIX = "context:";

/** A cache that is a folder of the client's. */
export interface FolderCache {
  readonly kind: "folder";
  /** Of `--build-context NAME=DIR`. */
  readonly name: string;
  /** Lower is asked first. What lies on the user's own machine is cheaper than any server. */
  readonly priority: number;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
}

/** A cache behind http:// or https://. */
export interface HttpCache {
  readonly kind: "http";
  readonly url: string;
  /** Undefined where the cache's own word counts. */
  readonly priority: number | undefined;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
  /** The client's secret with the Authorization header. */
  readonly authSecret?: string;
  /** Seconds that the cache has for one file of metadata. */
  readonly timeout: number;
}

/** The caches of a build. */
export interface CacheList {
  readonly caches: readonly (FolderCache | HttpCache)[];
  /** Addresses of DECL_BINARY_CACHES. */
  readonly mirrors: readonly string[];
  /** Names of the folders among them that were given. */
  readonly folders: readonly string[];
  /** A cache that nobody lists, which a lock may name. */
  unlisted(url: string): HttpCache;
}

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
  const http = (cache: DeclaredCache, priority: number | undefined): HttpCache => ({
    ...cache,
    kind: "http",
    priority,
    publicKeys: [...trusted, ...cache.publicKeys],
    timeout: settings.cacheTimeout,
  });

  const unlisted = { url: "", priority: null, publicKeys: declaredKeys, requireSignature: true };
  const lists = (name: string) => declared.some(({ url }) => url === `${CONTEXT_PREFIX}${name}`);
  const caches: (FolderCache | HttpCache)[] = [];
  if (isGiven(CACHE_CONTEXT) && !lists(CACHE_CONTEXT)) caches.push(folder(CACHE_CONTEXT, unlisted));
  const mirrors = settings.binaryCaches.map((url) => ({ ...unlisted, url: mirrorUrl(url) }));
  for (const [index, cache] of [...mirrors, ...declared].entries()) {
    if (cache.url.startsWith(CONTEXT_PREFIX)) caches.push(folder(cache.url.slice(CONTEXT_PREFIX.length), cache));
    else caches.push(http(cache, index < mirrors.length ? MIRROR_PRIORITY + index : (cache.priority ?? undefined)));
  }
  return {
    caches,
    mirrors: mirrors.map(({ url }) => url),
    folders: [CACHE_CONTEXT, ...declared.map(({ url }) => url.slice(CONTEXT_PREFIX.length))].filter(
      (name, index) => (index === 0 || lists(name)) && isGiven(name),
    ),
    unlisted: (url) => http({ ...unlisted, url }, undefined),
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
  const where = "--build-arg DECL_BINARY_CACHES";
  const url = /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) {
    const message = `${where}: "${text}" is not an http:// or https:// address`;
    throw new DeclError({ code: "wrong-cache", message, hint: "several have spaces between them" });
  }
  if (url.username === "" && url.password === "") return text;
  throw new DeclError({ code: "login-in-address", ...loginInAddress(where, url.hostname) });
}
