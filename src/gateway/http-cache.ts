import { setTimeout as sleep } from "node:timers/promises";
import { marshal } from "../llb/marshal.ts";
import { http } from "../llb/source.ts";
import { parseCacheInfo } from "../nix/cache-info.ts";
import type { Cache, NarinfoReply } from "../nix/closure-walk.ts";
import { MAX_RETRIES } from "../nix/download-failures.ts";
import { FormatError } from "../nix/format-error.ts";
import { decodeMetadata } from "../nix/metadata-encoding.ts";
import { hashHex } from "../nix/nar-hash.ts";
import type { PublicKey } from "../nix/public-key.ts";
import type { Gateway } from "./client.ts";
import type { OpenCache } from "./context-cache.ts";
import { describeHttpFailure } from "./http-failure.ts";
import { inParallel } from "./parallel.ts";

const PARALLEL_REQUESTS = 64;

export interface HttpCacheOptions {
  readonly url: string;
  /** Undefined where the cache's own word counts. */
  readonly priority: number | undefined;
  readonly publicKeys: readonly PublicKey[];
  readonly requireSignature: boolean;
  /** The client's secret with the Authorization header; by default the daemon looks for one by the host's name. */
  readonly authSecret?: string;
  /** Seconds that the cache has for one file of metadata. */
  readonly timeout: number;
}

/** Replies of caches by their file's address: an image for several platforms, or of several targets, asks once. */
export type CacheMemory = Map<string, Promise<NarinfoReply>>;

/**
 * A binary cache behind http:// or https://. The daemon fetches everything, as sources of the graph; the frontend has no
 * network. The cache is asked nothing before something is wanted of it.
 */
export function openHttpCache(gateway: Gateway, options: HttpCacheOptions, memory: CacheMemory): OpenCache {
  const base = options.url.endsWith("/") ? options.url : `${options.url}/`;
  const host = new URL(base).host;
  const group = { id: `nix-metadata:${base}`, name: `[nix] read metadata from ${host}` };
  const auth = options.authSecret === undefined ? {} : { authHeaderSecret: options.authSecret };

  const readOnce = async (file: string, attempt: number) => {
    const url = retryUrl(new URL(file, base).href, attempt);
    const source = http(url, { filename: file, ...auth, name: `[nix] ${file} from ${host}`, group });
    const ref = await gateway.solve(marshal(source));
    return gateway.readFile(ref, file, { timeout: options.timeout * 1000 });
  };
  const readRetrying = async (file: string): Promise<NarinfoReply> => {
    for (let attempt = 0; ; attempt++) {
      try {
        const text = decodeMetadata(await readOnce(file, attempt));
        if (text.length > 0 && !/^\s*</.test(text.toString("latin1", 0, 64))) return { kind: "found", text };
        const what = text.length === 0 ? "an empty file" : "a web page";
        return { kind: "failed", reason: `answers with ${what} instead of ${file}` };
      } catch (error) {
        const failure = describeHttpFailure(error, host);
        if (!failure.transient || attempt === MAX_RETRIES) {
          return failure.absent ? { kind: "absent" } : { kind: "failed", reason: failure.reason };
        }
        await sleep(retryDelay(attempt));
      }
    }
  };
  const read = (file: string): Promise<NarinfoReply> => {
    const key = base + file;
    const reply = memory.get(key) ?? readRetrying(file);
    memory.set(key, reply);
    return reply;
  };
  const cache: Cache = {
    name: options.url,
    priority: options.priority ?? 0,
    ...(options.priority === undefined ? { readPriority: async () => priorityIn(await read("nix-cache-info")) } : {}),
    publicKeys: options.publicKeys,
    requireSignature: options.requireSignature,
    readNarinfos: async (paths) => {
      const reason = unusable(await read("nix-cache-info"));
      if (reason !== undefined) return new Map(paths.map(({ hashPart }) => [hashPart, { kind: "failed", reason }]));
      const replies = await inParallel(paths, PARALLEL_REQUESTS, (path) => read(`${path.hashPart}.narinfo`));
      return new Map(replies.map((reply, index): [string, NarinfoReply] => [paths[index]?.hashPart ?? "", reply]));
    },
  };
  return {
    cache,
    narSource: (_, failures) => ({
      locate: (entry, label) => {
        // Servers that make archives when they are asked for them do not know the file's hash; but this file is the archive.
        const hash = entry.fileHash ?? (entry.compression === "none" ? entry.narHash : undefined);
        const checksum = hash === undefined ? {} : { checksum: `sha256:${hashHex(hash)}` };
        // The name is part of the daemon's cache key, and must not change with the mirror. But the daemon also takes steps
        // with one key for one step, a failed one for the rest of the build: another attempt needs another name.
        const failed = failures(entry);
        const filename = failed === 0 ? `${entry.path.base}.nar` : `${entry.path.base}.${failed}.nar`;
        const state = http(new URL(entry.url, base).href, { ...checksum, ...auth, filename, name: label });
        return { state, path: filename };
      },
    }),
  };
}

/** The daemon keeps the failure of a step for the rest of the build. A fragment, which servers never see, makes another step. */
function retryUrl(url: string, attempt: number): string {
  return attempt === 0 ? url : `${url.replace(/#.*/, "")}#retry-${attempt}`;
}

/** Milliseconds: 0.3 s, 1.2 s. */
export function retryDelay(attempt: number): number {
  return 300 * 4 ** attempt;
}

/** What a cache that gives this nix-cache-info says of its priority; one that gives none is asked last. */
function priorityIn(reply: NarinfoReply): number {
  if (reply.kind === "failed" || unusable(reply) !== undefined) return Number.POSITIVE_INFINITY;
  return parseCacheInfo(reply.kind === "absent" ? "" : reply.text.toString()).priority;
}

/** Why nothing can be had of a cache that gives this nix-cache-info; one without the file is used as it is. */
function unusable(reply: NarinfoReply): string | undefined {
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
