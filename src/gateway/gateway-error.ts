import { status as Code, type ServiceError } from "@grpc/grpc-js";
import { google } from "@moby/buildkit-proto";

/** One typed detail of an error: BuildKit's are JSON whose type URL ends in "+json". */
export interface ErrorDetail {
  /** Without the host part: "errdefs.Source+json". */
  readonly type: string;
  /** Decoded JSON; undefined for other encodings. */
  readonly value: unknown;
}

/** An error that the daemon answered with, or the loss of the daemon. */
export class GatewayError extends Error {
  readonly code: Code;
  readonly details: readonly ErrorDetail[];
  /** As it came, so that it can be passed on whole. */
  readonly status: google.rpc.Status.$Properties;

  constructor(status: google.rpc.Status.$Properties) {
    super(status.message ?? "");
    this.name = "GatewayError";
    this.status = status;
    this.code = status.code ?? Code.UNKNOWN;
    this.details = (status.details ?? []).map(({ type_url: url, value }) => ({
      type: (url ?? "").replace(/^.*\//, ""),
      value: url?.endsWith("+json") ? parse(value ?? new Uint8Array()) : undefined,
    }));
  }

  /** The values of all details of one type, e.g. "errdefs.Vertex+json". */
  detailsOf(type: string): unknown[] {
    return this.details.filter((detail) => detail.type === type).map((detail) => detail.value);
  }
}

/** A missing file, folder or image. The code differs between daemons, so the text counts too. */
export function isNotFound(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  return error.code === Code.NOT_FOUND || /no such file or directory|not found|does not exist/.test(error.message);
}

/** Reads the full status out of the trailers, if the daemon sent one. */
export function gatewayError(error: ServiceError): GatewayError {
  const [encoded] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const plain = { code: error.code, message: error.details };
  if (!Buffer.isBuffer(encoded)) return new GatewayError(plain);
  const status = google.rpc.Status.decode(encoded);
  return new GatewayError({ code: status.code, message: status.message, details: status.details });
}

function parse(value: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(value).toString());
  } catch {
    return undefined;
  }
}
