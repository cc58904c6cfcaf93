import { engineTrouble } from "./buildkit.ts";
import { DaemonError } from "./daemon-error.ts";

// Seen with BuildKit 0.25 of Docker Engine 28.5.2, built with Go 1.27.

/** Why a file could not be had of a server. */
export interface HttpFailure {
  /** The server has no such file. */
  readonly absent: boolean;
  /** It may be there a moment later. */
  readonly transient: boolean;
  /** All the time that there was for it is over. */
  readonly late?: true;
  /** In words that follow the server's name. */
  readonly reason: string;
}

/** What a server's answer other than 200 means; `login` says how to log in. 403 is what a bucket says of a missing file. */
export function statusFailure(status: number, login: string): HttpFailure {
  const reason = `answers with status ${status}`;
  if (status === 404 || status === 410 || status === 403) return { absent: true, transient: false, reason };
  if (status === 401 || status === 407) {
    return { absent: false, transient: false, reason: `wants a login (status ${status}; ${login})` };
  }
  return { absent: false, transient: status >= 500 || status === 429 || status === 408, reason };
}

const failed = (reason: string, transient = false): HttpFailure => ({ absent: false, transient, reason });

/** A server that began, or did not even, when its time was over. */
export const LATE: HttpFailure = { ...failed("does not answer in time"), late: true };

/**
 * What the daemon's words for a download that went wrong mean (source/http/source.go, Go's net/http). Rethrows what is no answer of the daemon.
 * `noLogin` is why the daemon logs in nowhere.
 */
export function describeHttpFailure(error: unknown, host: string, noLogin?: string): HttpFailure {
  if (!(error instanceof DaemonError)) throw error;
  const { message, kind } = error;
  const status = Number(/invalid response status (\d{3})/.exec(message)?.[1]);
  if (status > 0) return statusFailure(status, noLogin ?? secretHint(host));
  if (/failed to retrieve HTTP auth secret/.test(message))
    return failed("has an authSecret that was not given with --secret");
  if (/connection refused/.test(message)) return failed("refuses connections");
  if (/no such host/.test(message)) return failed("has an unknown host name");
  if (kind === "timeout") return LATE;
  if (/timeout|deadline/i.test(message)) return failed("does not answer in time", true);
  if (/certificate|x509/.test(message)) return failed("has a certificate that the engine does not trust");
  if (/unexpected EOF|: EOF|connection reset|broken pipe|server closed|stream error|GOAWAY/i.test(message)) {
    return failed("closes the connection too early", true);
  }
  return failed(`cannot be read: ${engineTrouble(message)?.reason ?? message}`);
}

/** How to log in: the daemon looks for these secrets by itself (BuildKit 0.23, Docker Engine 28.3). */
function secretHint(host: string): string {
  const name = host.replace(/:\d+$/, "");
  return `give --secret id=HTTP_AUTH_HEADER_${name},… with the Authorization header, or id=HTTP_AUTH_TOKEN_${name},… with a token`;
}
