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

/** A cache that did not answer in time for this many files is asked for no further one. */
const MAX_LATE = 4;

/** What there is to say of a file once a server has been asked. */
type ServedReply = Exclude<NarinfoReply, { readonly kind: "refused" }>;

/** Replies of caches by their file's address: an image for several platforms, or of several targets, asks once. */
export type CacheMemory = Map<string, Promise<ServedReply>>;

export interface ServedCacheOptions {
  readonly url: string;
  /** Undefined where the cache's own word counts. */
  readonly priority: number | undefined;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
  readonly archiveHosts: readonly string[];
}

/** How files of a cache are fetched. */
export interface Fetcher {
  /** A file at `url`, of which no more than MAX_METADATA_BYTES and one are read; `attempt` counts from 0. */
  read(url: string, file: string, attempt: number): Promise<Buffer>;
  /** Why `read` failed. Throws again what is a bug. */
  explain(error: unknown): HttpFailure;
}

/** A binary cache behind http:// or https://. It is asked nothing before something is wanted of it. */
export function servedCache(options: ServedCacheOptions, fetcher: Fetcher, memory: CacheMemory): Cache {
  const base = folderUrl(options.url);
  /** Why it is asked for nothing more: the daemon has a whole file before anybody can see that it is too much. */
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

/** What a cache that gives this nix-cache-info says of its priority; one that gives none is asked last. */
function priorityIn(reply: ServedReply): number {
  if (reply.kind === "failed" || unusable(reply) !== undefined) return Number.POSITIVE_INFINITY;
  return parseCacheInfo(reply.kind === "absent" ? "" : reply.text.toString()).priority;
}

/** Why nothing can be had of a cache that gives this nix-cache-info; one without the file is used as it is. */
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
