import { type HttpFailure, LATE } from "./http.ts";

// Seen with Node 24.21: the codes of undici 7.29, llhttp 9.4, OpenSSL 3.5 and Linux.

const failed = (reason: string, transient = false): HttpFailure => ({ absent: false, transient, reason });

/** By code, as a message may have the address in it, and with that a password. */
const REASONS: readonly (readonly [RegExp, HttpFailure])[] = [
  [/^ECONNREFUSED$/, failed("refuses connections")],
  [/^(?:ENOTFOUND|EAI_)/, failed("has an unknown host name")],
  [/TIMEOUT|^ETIMEDOUT$/, failed("does not answer in time", true)],
  [/CERT|TLS|SSL|VERIFY/, failed("has a certificate that this machine does not trust")],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_)/, failed("closes the connection too early", true)],
];

/** Why Node's `fetch` failed. Rethrows what is no Error. */
export function describeFetchFailure(error: unknown): HttpFailure {
  if (!(error instanceof Error)) throw error;
  if (error.name === "TimeoutError") return LATE;
  const { cause } = error;
  // What fetch fails with is a TypeError with the cause in it; one without is of the address.
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  const known = REASONS.find(([pattern]) => code !== undefined && pattern.test(code));
  return known?.[1] ?? failed(`cannot be read${code === undefined ? "" : ` (${code})`}`);
}
