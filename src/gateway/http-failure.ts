import { status as Code } from "@grpc/grpc-js";
import { type HttpFailure, statusFailure } from "../nix/served-cache.ts";
import { GatewayError } from "./gateway-error.ts";

const failed = (reason: string, transient = false): HttpFailure => ({ absent: false, transient, reason });

/**
 * What the daemon's words for a download that went wrong mean (source/http/source.go, Go's net/http). Rethrows what is no answer of the daemon.
 */
export function describeHttpFailure(error: unknown, host: string): HttpFailure {
  if (!(error instanceof GatewayError)) throw error;
  const { message, code } = error;
  const status = Number(/invalid response status (\d{3})/.exec(message)?.[1]);
  if (status > 0) return statusFailure(status, secretHint(host));
  if (/failed to retrieve HTTP auth secret/.test(message))
    return failed("has an authSecret that was not given with --secret");
  if (/connection refused/.test(message)) return failed("refuses connections");
  if (/no such host/.test(message)) return failed("has an unknown host name");
  if (code === Code.DEADLINE_EXCEEDED) return failed("does not answer in time");
  if (/timeout|deadline/i.test(message)) return failed("does not answer in time", true);
  if (/certificate|x509/.test(message)) return failed("has a certificate that the engine does not trust");
  if (/unexpected EOF|: EOF|connection reset|broken pipe|server closed|stream error|GOAWAY/i.test(message)) {
    return failed("closes the connection too early", true);
  }
  return failed(`cannot be read: ${message}`);
}

/** How to log in: the daemon looks for these secrets by itself (BuildKit 0.23, Docker Engine 28.3). */
function secretHint(host: string): string {
  const name = host.replace(/:\d+$/, "");
  return `give --secret id=HTTP_AUTH_HEADER_${name},… with the Authorization header, or id=HTTP_AUTH_TOKEN_${name},… with a token`;
}
