import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { DeclError } from "../text/diagnostic.ts";
import { engineError } from "./engine-error.ts";

/** How a generated message class writes and reads itself. */
interface Encoder<T> {
  encode(message: T): { finish(): Uint8Array };
}
interface Decoder<T> {
  decode(bytes: Uint8Array): T;
}

const OPTIONS = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1, // the engine's own limit is checked before sending, see `call`
  "grpc.client_idle_timeout_ms": 2 ** 31 - 1, // one session for the whole build: a second connection is impossible
  "grpc.enable_retries": 0,
  "grpc.enable_http_proxy": 0,
  "grpc-node.flow_control_window": 16 * 1024 * 1024,
};

const SESSION_TIMEOUT = 15_000;

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
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Resolves once the HTTP/2 session stands: from then on the daemon's 10 s deadline for the preface is met. */
  static async open(target: string): Promise<RpcChannel> {
    const client = new Client(target, credentials.createInsecure(), OPTIONS);
    await new Promise<void>((resolve, reject) => {
      client.waitForReady(Date.now() + SESSION_TIMEOUT, (error) => (error ? reject(error) : resolve()));
    });
    return new RpcChannel(client);
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
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        `/moby.buildkit.v1.frontend.LLBBridge/${method}`,
        (encoded: Uint8Array) => Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength),
        (received) => responseType.decode(received),
        bytes,
        new Metadata(),
        timeout === undefined ? {} : { deadline: Date.now() + timeout },
        (error: ServiceError | null, response) => {
          if (error !== null) reject(engineError(error));
          else if (response !== undefined) resolve(response);
          else reject(new Error(`${method} gave no answer`));
        },
      );
    });
  }

  close(): void {
    this.#client.close();
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
