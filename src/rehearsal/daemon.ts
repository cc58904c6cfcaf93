import { performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { type Duplex, duplexPair } from "node:stream";
import { buffer } from "node:stream/consumers";
import { moby } from "@moby/buildkit-proto";
import { REQUIRED_CAPABILITIES } from "../engine/requirements.ts";

const api = moby.buildkit.v1.frontend;

/** Of a current engine, as far as the graphs of plain images want them. */
const CAPABILITIES = [
  ...REQUIRED_CAPABILITIES,
  "constraints",
  "exec.mount.cache.content",
  "exec.mount.selector",
  "mergeop",
  "meta.description",
  "platform",
  "source.image",
  "source.local.excludepatterns",
  "source.local.followpaths",
  "source.local.includepatterns",
  "source.local.sessionid",
  "source.local.sharedkeyhint",
];

/**
 * The daemon's side of a build that is a rehearsal: it takes every graph, has these files in every folder, and everything
 * that the frontend asks of it; `asked` is told of each request. One gRPC message is a byte for compression, its length in
 * four bytes, and itself.
 */
export function rehearsalDaemon(
  files: Readonly<Record<string, string>>,
  asked: (method: string, message: Uint8Array) => void = () => undefined,
): { readonly stream: Duplex; close(): void } {
  const [ours, theirs] = duplexPair();
  const session: ServerHttp2Session = performServerHandshake(theirs as Parameters<typeof performServerHandshake>[0]);
  session.on("stream", async (stream, headers) => {
    const message = (await buffer(stream)).subarray(5);
    const method = `${headers[":path"]}`.split("/").at(-1) ?? "";
    asked(method, message);
    reply(stream, answerTo(method, message, files));
  });
  return { stream: ours, close: () => session.close() };
}

function answerTo(
  method: string,
  message: Uint8Array,
  files: Readonly<Record<string, string>>,
): Uint8Array | undefined {
  switch (method) {
    case "Ping": {
      const caps = CAPABILITIES.map((ID) => ({ ID, Enabled: true }));
      return api.PongResponse.encode({ FrontendAPICaps: caps, LLBCaps: caps, Workers: [] }).finish();
    }
    case "Solve":
      return api.SolveResponse.encode({ result: { ref: { id: "rehearsal" } } }).finish();
    case "ReadFile": {
      const text = files[api.ReadFileRequest.decode(message).FilePath];
      return text === undefined ? undefined : api.ReadFileResponse.encode({ Data: Buffer.from(text) }).finish();
    }
    default:
      return new Uint8Array();
  }
}

/** Without an answer it is the status 2 (UNKNOWN), as BuildKit says of a file that is not there. */
function reply(stream: ServerHttp2Stream, answer: Uint8Array | undefined): void {
  const head = { ":status": 200, "content-type": "application/grpc" };
  if (answer === undefined) {
    stream.respond({ ...head, "grpc-status": "2", "grpc-message": "no such file or directory" }, { endStream: true });
    return;
  }
  const length = Buffer.alloc(5);
  length.writeUInt32BE(answer.length, 1);
  stream.respond(head, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(Buffer.concat([length, answer]));
}
