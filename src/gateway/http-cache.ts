import { marshal } from "../llb/marshal.ts";
import { http } from "../llb/source.ts";
import { parseCacheInfo } from "../nix/cache-info.ts";
import type { Cache, NarinfoReply } from "../nix/closure-walk.ts";
import { FormatError } from "../nix/format-error.ts";
import { hashHex } from "../nix/nar-hash.ts";
import type { PublicKey } from "../nix/public-key.ts";
import type { Gateway } from "./client.ts";
import type { OpenCache } from "./context-cache.ts";
import { GatewayError } from "./gateway-error.ts";
import { inParallel } from "./parallel.ts";

const PARALLEL_REQUESTS = 64;

export interface HttpCacheOptions {
  readonly url: string;
  readonly priority: number;
  readonly publicKeys: readonly PublicKey[];
}

/**
 * A binary cache behind http:// or https://. The daemon fetches everything, as sources of the graph; the frontend has no
 * network. The cache is asked nothing before something is wanted of it.
 */
export function openHttpCache(gateway: Gateway, options: HttpCacheOptions): OpenCache {
  const base = options.url.endsWith("/") ? options.url : `${options.url}/`;
  const host = new URL(base).host;
  const group = { id: `nix-metadata:${base}`, name: `[nix] read metadata from ${host}` };

  const read = async (file: string): Promise<NarinfoReply> => {
    const source = http(new URL(file, base).href, { filename: file, name: `[nix] ${file} from ${host}`, group });
    try {
      const ref = await gateway.solve(marshal(source));
      return { kind: "found", text: await gateway.readFile(ref, file) };
    } catch (error) {
      if (error instanceof GatewayError) return failedReply(error);
      throw error;
    }
  };
  let checked: Promise<string | undefined> | undefined;
  const cache: Cache = {
    name: options.url,
    priority: options.priority,
    publicKeys: options.publicKeys,
    requireSignature: true,
    readNarinfos: async (paths) => {
      checked ??= read("nix-cache-info").then(unusable);
      const reason = await checked;
      if (reason !== undefined) return new Map(paths.map(({ hashPart }) => [hashPart, { kind: "failed", reason }]));
      const replies = await inParallel(paths, PARALLEL_REQUESTS, (path) => read(`${path.hashPart}.narinfo`));
      return new Map(replies.map((reply, index): [string, NarinfoReply] => [paths[index]?.hashPart ?? "", reply]));
    },
  };
  return {
    cache,
    narSource: () => ({
      locate: (entry, label) => {
        const checksum = entry.fileHash === undefined ? {} : { checksum: `sha256:${hashHex(entry.fileHash)}` };
        // The name is part of the daemon's cache key, and must not change with the mirror.
        const filename = `${entry.path.base}.nar`;
        return { state: http(new URL(entry.url, base).href, { ...checksum, filename, name: label }), path: filename };
      },
    }),
  };
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

/** The daemon's words for what the server answered (source/http/source.go). 403 is what a bucket says of a missing file. */
function failedReply(error: GatewayError): NarinfoReply {
  const status = /invalid response status (\d{3})/.exec(error.message)?.[1];
  if (status === "404" || status === "410" || status === "403") return { kind: "absent" };
  if (status !== undefined) return { kind: "failed", reason: `answers with status ${status}` };
  if (/connection refused/.test(error.message)) return { kind: "failed", reason: "refuses connections" };
  if (/no such host/.test(error.message)) return { kind: "failed", reason: "has an unknown host name" };
  if (/timeout|deadline/i.test(error.message)) return { kind: "failed", reason: "does not answer in time" };
  return { kind: "failed", reason: `cannot be read: ${error.message}` };
}
