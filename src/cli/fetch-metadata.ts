import { MAX_METADATA_BYTES } from "../packages/metadata-encoding.ts";
import type { Fetcher } from "../packages/served-cache.ts";
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

const failed = (reason: string, transient = false): HttpFailure => ({ absent: false, transient, reason });

/** By the codes of Node and its HTTP client; a message may have the address in it, and with it a password. */
const REASONS: readonly (readonly [RegExp, HttpFailure])[] = [
  [/^ECONNREFUSED$/, failed("refuses connections")],
  [/^(?:ENOTFOUND|EAI_)/, failed("has an unknown host name")],
  [/TIMEOUT|^ETIMEDOUT$/, failed("does not answer in time", true)],
  [/CERT|TLS|SSL|VERIFY/, failed("has a certificate that this machine does not trust")],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_)/, failed("closes the connection too early", true)],
];

function explain(error: unknown): HttpFailure {
  if (error instanceof StatusError) return statusFailure(error.status, "decl lock sends no secrets, a build does");
  if (error instanceof TooLong) return failed(`answers with more than ${MAX_METADATA_BYTES} bytes`);
  if (!(error instanceof Error)) throw error;
  if (error.name === "TimeoutError") return failed("does not answer in time");
  const { cause } = error;
  // What fetch fails with is a TypeError with the cause in it; one without is of the address.
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  const known = REASONS.find(([pattern]) => code !== undefined && pattern.test(code));
  return known?.[1] ?? failed(`cannot be read${code === undefined ? "" : ` (${code})`}`);
}
