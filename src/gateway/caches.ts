import { at, DeclError, type Place } from "../diagnostic.ts";
import type { NarSources } from "../graph/nar-source.ts";
import type { Closure } from "../nix/closure.ts";
import type { Cache } from "../nix/closure-walk.ts";
import { FormatError } from "../nix/format-error.ts";
import { type PublicKey, parsePublicKey } from "../nix/public-key.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { type OpenCache, openContextCache } from "./context-cache.ts";
import { openHttpCache } from "./http-cache.ts";

/** The key of cache.nixos.org: what it signed is trusted wherever it lies (src/libstore/include/nix/store/globals.hh). */
const NIXOS_KEY = "cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=";

/** `--build-context nix-cache=DIR` */
const CONTEXT = "nix-cache";

export interface Caches {
  readonly all: readonly Cache[];
  narSources(closure: Closure): NarSources;
}

/**
 * The caches of a build: the context's folder first, then those of the build argument, then the declaration's. Keys that
 * are given on the command line, or for the default cache, are trusted everywhere, those of a cache only for that cache.
 */
export async function openCaches(
  gateway: Gateway,
  request: BuildRequest,
  { config, placeOf }: Configuration,
): Promise<Caches> {
  const { settings } = request;
  const trusted = [
    ...settings.trustedPublicKeys.map((text) => publicKey(text, "--build-arg DECL_TRUSTED_PUBLIC_KEYS")),
    publicKey(NIXOS_KEY, "cache.nixos.org"),
  ];
  const declared = config.nixpkgs.binaryCaches.map(({ url, priority, publicKeys }, index) => ({
    url,
    priority,
    publicKeys: publicKeys.map((text, key) => {
      return publicKey(text, url, placeOf(["nixpkgs", "binaryCaches", `${index}`, "publicKeys", `${key}`]));
    }),
  }));
  const open: OpenCache[] = [];
  const context = request.context(CONTEXT);
  if (context !== undefined) {
    const declaredKeys = declared.flatMap(({ publicKeys }) => publicKeys);
    open.push(await openContextCache(gateway, request, context, [...trusted, ...declaredKeys]));
  }
  const mirrors = settings.binaryCaches.map((url) => ({
    url: mirrorUrl(url),
    priority: null,
    publicKeys: declared.flatMap(({ publicKeys }) => publicKeys),
  }));
  for (const [index, cache] of [...mirrors, ...declared].entries()) {
    const priority = cache.priority ?? index;
    open.push(openHttpCache(gateway, { url: cache.url, priority, publicKeys: [...trusted, ...cache.publicKeys] }));
  }
  return {
    all: open.map(({ cache }) => cache),
    narSources: (closure) =>
      new Map(
        open.map(({ cache, narSource }) => [
          cache.name,
          narSource(closure.entries.filter((entry) => entry.cache === cache.name)),
        ]),
      ),
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
