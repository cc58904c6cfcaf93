import { DeclError } from "../diagnostic.ts";
import type { NarSource } from "../graph/nar-source.ts";
import { local } from "../llb/source.ts";
import { parseCacheInfo } from "../nix/cache-info.ts";
import type { ClosureEntry } from "../nix/closure.ts";
import type { Cache, NarinfoReply } from "../nix/closure-walk.ts";
import { FormatError } from "../nix/format-error.ts";
import type { PublicKey } from "../nix/public-key.ts";
import type { LocalContext } from "../request/named-context.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { type LocalFolder, localFolder } from "./local-folder.ts";
import { inParallel } from "./parallel.ts";

/** A cache and where its archives come into the graph. */
export interface OpenCache {
  readonly cache: Cache;
  /** The source of the archives of a closure's entries, all of this cache. `failures` says how often one could not be had before. */
  narSource(entries: readonly ClosureEntry[], failures: (entry: ClosureEntry) => number): NarSource;
}

export const CACHE_INFO = "nix-cache-info";

const PARALLEL_READS = 64;

export interface ContextCacheOptions {
  /** Lower is asked first. What lies on the user's own machine is cheaper than any server. */
  readonly priority: number;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
}

/**
 * A folder in the layout that `nix copy --to file://DIR` writes, given with `--build-context NAME=DIR`. Nothing of it is
 * read before something is wanted of it.
 */
export function openContextCache(
  gateway: Gateway,
  request: BuildRequest,
  context: LocalContext,
  options: ContextCacheOptions,
): OpenCache {
  const { name, localName } = context;
  const metadata = cacheMetadata(gateway, request, context);
  const open = async (): Promise<void> => {
    const infoText = await metadata.readText(CACHE_INFO);
    try {
      if (infoText !== undefined) parseCacheInfo(infoText);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new DeclError({ code: "unusable-cache", message: `--build-context ${name}: ${error.message}` });
    }
  };
  let opened: Promise<void> | undefined;
  return {
    cache: {
      name,
      ...options,
      readNarinfos: async (paths) => {
        opened ??= open();
        await opened;
        const texts = await inParallel(paths, PARALLEL_READS, (path) => metadata.readText(`${path.hashPart}.narinfo`));
        return new Map(
          paths.map(({ hashPart }, index): [string, NarinfoReply] => {
            const text = texts[index];
            return [hashPart, text === undefined ? { kind: "absent" } : { kind: "found", text }];
          }),
        );
      },
    },
    narSource: (entries) => {
      const archives = local(localName, {
        includePatterns: entries.map((entry) => relativeFile(entry, name)).sort(),
        sessionId: request.sessionOf(localName),
        sharedKeyHint: `${name}-archives`,
        name: `[nix] load archives from ${name}`,
      });
      return { locate: (entry) => ({ state: archives, path: relativeFile(entry, name) }) };
    },
  };
}

/** What such a folder says of its paths. */
export function cacheMetadata(gateway: Gateway, request: BuildRequest, { name, localName }: LocalContext): LocalFolder {
  const source = local(localName, {
    includePatterns: [CACHE_INFO, "*.narinfo"],
    sessionId: request.sessionOf(localName),
    sharedKeyHint: `${name}-metadata`,
    name: `[nix] load metadata from ${name}`,
  });
  return localFolder(gateway, source);
}

/** A narinfo is untrusted, and its URL becomes a pattern of files to send: it must be plain and below the folder. */
function relativeFile(entry: ClosureEntry, cache: string): string {
  if (/^(?!\.{1,2}\/)[A-Za-z0-9._+=-]+(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._+=-]+)*$/.test(entry.url)) return entry.url;
  throw new DeclError({
    code: "unusable-cache",
    message: `${cache}: the archive of ${entry.path.path} is said to be at "${entry.url}", which is not a file of the folder`,
  });
}
