import { MAX_METADATA_BYTES } from "../packages/metadata-encoding.ts";
import type { Fetcher } from "../packages/served-cache.ts";
import { describeFetchFailure } from "../reasons/fetch.ts";
import { type HttpFailure, statusFailure } from "../reasons/http.ts";

/** A server's answer that is not the file. */
class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

class TooLong extends Error {}

/** Reads files of a cache with Node's own client, which sends no secrets. A file may take `timeout` seconds. */
export function httpFetcher(timeout: number): Fetcher {
  return {
    read: async (url) => {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeout * 1000) });
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new StatusError(response.status);
      }
      return readBody(response);
    },
    explain,
  };
}

async function readBody({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_METADATA_BYTES) throw new TooLong();
  }
  return Buffer.concat(chunks);
}

function explain(error: unknown): HttpFailure {
  if (error instanceof StatusError) return statusFailure(error.status, "decl lock sends no secrets, a build does");
  if (error instanceof TooLong) {
    return { absent: false, transient: false, reason: `answers with more than ${MAX_METADATA_BYTES} bytes` };
  }
  return describeFetchFailure(error);
}
