import { setTimeout as sleep } from "node:timers/promises";
import { parseCacheInfo } from "../nix/cache-info.ts";
import { FormatError } from "../nix/format-error.ts";
import type { PublicKey } from "../nix/public-key.ts";
import type { HttpFailure } from "../reasons/http.ts";
import { archiveFault, folderUrl } from "./archive-address.ts";
import type { Cache, NarinfoReply } from "./closure-walk.ts";
import { MAX_RETRIES } from "./download-failures.ts";
import { decodeMetadata, MAX_METADATA_BYTES } from "./metadata-encoding.ts";
import { inParallel } from "./parallel.ts";

const PARALLEL_REQUESTS = 64;

/** A cache that has not answered in time for this many files is not asked again. */
const MAX_LATE = 4;

/** The reply of a server about a file. */
type ServedReply = Exclude<NarinfoReply, { readonly kind: "refused" }>;

/** The replies of caches by the address of the file, so that images for several platforms or targets ask once. */
export type CacheMemory = Map<string, Promise<ServedReply>>;

export interface ServedCacheOptions {
  readonly url: string;
  /** Undefined if the priority in the cache's nix-cache-info counts. */
  readonly priority: number | undefined;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
  readonly archiveHosts: readonly string[];
}

/** How files of a cache are fetched. */
export interface Fetcher {
  /** Reads the file at `url`, but at most MAX_METADATA_BYTES + 1 bytes; `attempt` counts from 0. */
  read(url: string, file: string, attempt: number): Promise<Buffer>;
  /** Why `read` failed. Rethrows an error that is a bug. */
  explain(error: unknown): HttpFailure;
}

/** A binary cache at an http:// or https:// address. No request is made before a path is needed. */
export function servedCache(options: ServedCacheOptions, fetcher: Fetcher, memory: CacheMemory): Cache {
  const base = folderUrl(options.url);
  /** The reply for all further files once the cache is not asked any more. The size of a file is known only after its download. */
  let givenUp: ServedReply | undefined;
  let late = 0;
  const readRetrying = async (file: string): Promise<ServedReply> => {
    for (let attempt = 0; ; attempt++) {
      if (givenUp !== undefined) return givenUp;
      try {
        const bytes = await fetcher.read(new URL(file, base).href, file, attempt);
        if (bytes.length > MAX_METADATA_BYTES) {
          givenUp = { kind: "failed", reason: `answers with more than ${MAX_METADATA_BYTES >> 20} MiB for ${file}` };
          return givenUp;
        }
        const text = decodeMetadata(bytes);
        if (text.length > 0 && !/^\s*</.test(text.toString("latin1", 0, 64))) return { kind: "found", text };
        const what = text.length === 0 ? "an empty file" : "a web page";
        return { kind: "failed", reason: `answers with ${what} instead of ${file}` };
      } catch (error) {
        const failure = fetcher.explain(error);
        if (!failure.transient || attempt === MAX_RETRIES) {
          if (failure.absent) return { kind: "absent" };
          const reply = { kind: "failed", reason: failure.reason } as const;
          if (failure.late && ++late >= MAX_LATE) givenUp ??= reply;
          return reply;
        }
        await sleep(retryDelay(attempt));
      }
    }
  };
  const read = (file: string): Promise<ServedReply> => {
    const key = base + file;
    const reply = memory.get(key) ?? readRetrying(file);
    memory.set(key, reply);
    return reply;
  };
  return {
    name: options.url,
    priority: options.priority ?? 0,
    ...(options.priority === undefined ? { readPriority: async () => priorityIn(await read("nix-cache-info")) } : {}),
    publicKeys: options.publicKeys,
    requireSignature: options.requireSignature,
    archiveFault: (url) => archiveFault(options, url),
    readNarinfos: async (paths) => {
      const reason = unusable(await read("nix-cache-info"));
      if (reason !== undefined) return new Map(paths.map(({ hashPart }) => [hashPart, { kind: "failed", reason }]));
      const replies = await inParallel(paths, PARALLEL_REQUESTS, (path) => read(`${path.hashPart}.narinfo`));
      return new Map(replies.map((reply, index): [string, ServedReply] => [paths[index]?.hashPart ?? "", reply]));
    },
  };
}

/** Milliseconds: 0.3 s, 1.2 s. */
export function retryDelay(attempt: number): number {
  return 300 * 4 ** attempt;
}

/** The priority in a nix-cache-info; a cache that does not serve a valid one is asked last. */
function priorityIn(reply: ServedReply): number {
  if (reply.kind === "failed" || unusable(reply) !== undefined) return Number.POSITIVE_INFINITY;
  return parseCacheInfo(reply.kind === "absent" ? "" : reply.text.toString()).priority;
}

/** Why a cache with this reply for its nix-cache-info cannot be used; undefined if it can. A cache may lack the file. */
function unusable(reply: ServedReply): string | undefined {
  if (reply.kind === "failed") return reply.reason;
  if (reply.kind === "absent") return undefined;
  try {
    parseCacheInfo(reply.text.toString());
    return undefined;
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}
