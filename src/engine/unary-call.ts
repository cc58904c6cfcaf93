import { type ClientHttp2Session, constants, type IncomingHttpHeaders } from "node:http2";
import { Code } from "./grpc-code.ts";

/** What a call came to, as the trailers say it. */
export interface Failure {
  readonly code: number;
  readonly message: string;
  /** The whole status, where the daemon sent one: a google.rpc.Status. */
  readonly encoded?: Buffer;
}

export class FailedCall extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A message is a byte that says whether it is compressed, its length in four bytes, and itself. */
const PREFIX = 5;

/**
 * One call of gRPC with one message each way (grpc/grpc: doc/PROTOCOL-HTTP2.md). Rejects with a FailedCall.
 *
 * @param timeout in milliseconds
 */
export function unaryCall(
  session: ClientHttp2Session,
  path: string,
  message: Uint8Array,
  timeout: number | undefined,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  if (session.destroyed || session.closed) throw new FailedCall(LOST);
  const fail = (failure: Failure) => reject(new FailedCall(failure));
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    ...(timeout === undefined ? {} : { "grpc-timeout": `${Math.ceil(timeout)}m` }),
  });
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          fail({ code: Code.DEADLINE_EXCEEDED, message: `no answer within ${timeout} ms` });
          stream.close(constants.NGHTTP2_CANCEL);
        }, timeout);
  const pieces: Buffer[] = [];
  let status: IncomingHttpHeaders = {};
  stream.on("response", (headers) => {
    status = headers;
  });
  stream.on("trailers", (headers) => {
    status = headers;
  });
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  stream.on("error", (error) => fail({ ...LOST, message: error.message }));
  // Not "close": a daemon that has answered resets what we have not ended yet, and then Node waits for that end for ever.
  stream.on("end", () => {
    clearTimeout(timer);
    if (!stream.writableFinished) stream.destroy();
    const failure = failureOf(status);
    if (failure !== undefined) return fail(failure);
    const answer = Buffer.concat(pieces);
    if (answer.length < PREFIX || answer.readUInt32BE(1) !== answer.length - PREFIX || answer[0] !== 0) {
      return fail({ code: Code.INTERNAL, message: `${path} gave no whole answer` });
    }
    resolve(answer.subarray(PREFIX));
  });
  stream.on("close", () => {
    clearTimeout(timer);
    fail(LOST);
  });
  const framed = Buffer.alloc(PREFIX + message.length);
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX);
  stream.end(framed);
  return promise;
}

const LOST: Failure = { code: Code.UNAVAILABLE, message: "the connection to the daemon is lost" };

/** A call without a status was broken off. */
function failureOf(headers: IncomingHttpHeaders): Failure | undefined {
  const { "grpc-status": code, "grpc-message": message, "grpc-status-details-bin": encoded } = headers;
  if (code === undefined) {
    const http = headers[":status"];
    return http === undefined || Number(http) === 200
      ? LOST
      : { code: Code.UNKNOWN, message: `the daemon answered with the HTTP status ${http}` };
  }
  if (Number(code) === Code.OK) return undefined;
  return {
    code: Number(code),
    message: unescaped(String(message ?? "")),
    ...(encoded === undefined ? {} : { encoded: Buffer.from(String(encoded), "base64") }),
  };
}

/** Bytes that headers cannot hold are written as %XX. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
