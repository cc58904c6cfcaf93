import { type ClientHttp2Session, connect } from "node:http2";
import type { Duplex } from "node:stream";
import { DeclError } from "../text/diagnostic.ts";
import { engineError } from "./engine-error.ts";
import { FailedCall, unaryCall } from "./unary-call.ts";

/** How a generated message class writes and reads itself. */
interface Encoder<T> {
  encode(message: T): { finish(): Uint8Array };
}
interface Decoder<T> {
  decode(bytes: Uint8Array): T;
}

/** Bytes that may be on their way to us: an answer of the largest size comes without a pause. */
const WINDOW = 16 * 1024 * 1024;

/** What every engine takes, in bytes. */
const SMALLEST_LIMIT = 4 * 1024 * 1024;

interface CallOptions {
  /** The largest request in bytes that the engine takes, asked where it matters. */
  readonly limit?: () => Promise<number>;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/** Unary calls of the LLBBridge service over one connection. */
export class RpcChannel {
  readonly #session: ClientHttp2Session;

  constructor(connection: Duplex) {
    const settings = { initialWindowSize: WINDOW, enablePush: false };
    this.#session = connect("http://buildkit", { createConnection: () => connection, settings });
    this.#session.once("connect", () => this.#session.setLocalWindowSize(WINDOW));
    // Each call that is under way is told, and the transport tells who waits for none.
    this.#session.on("error", () => undefined);
  }

  /** Rejects with an EngineError, or a DeclError for an oversize request. */
  async call<Request, Response>(
    method: string,
    [requestType, responseType]: readonly [Encoder<Request>, Decoder<Response>],
    request: Request,
    { limit, timeout }: CallOptions = {},
  ): Promise<Response> {
    const bytes = requestType.encode(request).finish();
    if (limit !== undefined && bytes.length > SMALLEST_LIMIT) {
      const allowed = await limit();
      if (bytes.length > allowed) throw tooLarge(method, bytes.length, allowed);
    }
    const path = `/moby.buildkit.v1.frontend.LLBBridge/${method}`;
    try {
      return responseType.decode(await unaryCall(this.#session, path, bytes, timeout));
    } catch (error) {
      throw error instanceof FailedCall ? engineError(error.failure) : error;
    }
  }

  close(): void {
    this.#session.close();
  }
}

function tooLarge(method: string, size: number, limit: number): DeclError {
  const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  const what = method === "Return" ? "the result of the build" : "the build graph";
  const newer = limit < 16 * 1024 * 1024 ? ", or use Docker Engine 27.0 or newer, which takes 16 MiB" : "";
  return new DeclError({
    code: "message-too-large",
    message: `${what} is ${mebibytes(size)}, and this engine takes at most ${mebibytes(limit)} in one message`,
    hint: `take large files from the build context instead of writing them into the declaration${newer}`,
  });
}
