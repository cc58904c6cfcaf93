import { google } from "@moby/buildkit-proto";
import { DaemonError } from "../reasons/daemon-error.ts";
import { Code } from "./grpc-code.ts";
import type { Failure } from "./unary-call.ts";

/** One typed detail of an error: BuildKit's are JSON whose type URL ends in "+json". */
export interface ErrorDetail {
  /** Without the host part: "errdefs.Source+json". */
  readonly type: string;
  /** Decoded JSON; undefined for other encodings. */
  readonly value: unknown;
}

/** An error that the daemon answered with, or the loss of the daemon. */
export class EngineError extends DaemonError {
  readonly code: number;
  readonly details: readonly ErrorDetail[];
  /** As it came, so that it can be passed on whole. */
  readonly status: google.rpc.Status.$Properties;

  constructor(status: google.rpc.Status.$Properties) {
    super(status.message ?? "", KINDS.get(status.code ?? Code.UNKNOWN));
    this.name = "EngineError";
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

const KINDS: ReadonlyMap<number, DaemonError["kind"]> = new Map([
  [Code.NOT_FOUND, "not-found"],
  [Code.DEADLINE_EXCEEDED, "timeout"],
]);

/** Reads the full status out of the trailers, if the daemon sent one. */
export function engineError({ encoded, ...plain }: Failure): EngineError {
  if (encoded === undefined) return new EngineError(plain);
  const status = google.rpc.Status.decode(encoded);
  return new EngineError({ code: status.code, message: status.message, details: status.details });
}

function parse(value: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(value).toString());
  } catch {
    return undefined;
  }
}
