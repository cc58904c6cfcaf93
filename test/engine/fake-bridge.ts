import type { Duplex } from "node:stream";
import { status as Code, Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import { google, moby, pb } from "@moby/buildkit-proto";
import { problemsOf } from "../llb/check-definition.ts";
import { capabilitiesOfBuildKit } from "./engine-capabilities.ts";

const api = moby.buildkit.v1.frontend;
type Status = google.rpc.Status.$Properties;
type Request<Name extends "SolveRequest" | "WarnRequest" | "ReturnRequest"> = InstanceType<(typeof api)[Name]>;

export interface FakeOptions {
  /** The BuildKit version to play; default "0.25". */
  readonly buildkit?: string;
  /** Capabilities that are there and switched off, with the reason. */
  readonly disabled?: Readonly<Record<string, string>>;
  /** Files of the client's folders: { dockerfile: { "web.ts": "…" } }. */
  readonly files?: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;
  /** Image configs by reference. */
  readonly images?: Readonly<Record<string, { readonly digest: string; readonly config: string }>>;
  readonly inputs?: Readonly<Record<string, pb.Definition.$Properties>>;
  /** Errors to answer with, by method. */
  readonly fail?: Readonly<Record<string, Status | undefined>>;
}

/**
 * A daemon's LLBBridge without a daemon. It plays one BuildKit version, checks every definition as that version would,
 * serves the client's files, and keeps what it was told.
 */
export class FakeBridge {
  readonly solves: Request<"SolveRequest">[] = [];
  readonly warnings: Request<"WarnRequest">[] = [];
  readonly returns: Request<"ReturnRequest">[] = [];
  /** What a real daemon would object to in the definitions. */
  readonly problems: string[] = [];
  /** Methods in the order of their calls. */
  readonly calls: string[] = [];
  readonly #options: FakeOptions;
  readonly #llb: ReadonlySet<string>;
  readonly #engine: ReadonlySet<string>;
  readonly #onCall: (method: string) => void;
  readonly #server: Server;

  /** `onCall` is told the method before it is answered. */
  constructor(options: FakeOptions = {}, onCall: (method: string) => void = () => undefined) {
    const version = options.buildkit ?? "0.25";
    const limit = 16 * 1024 * 1024;
    const isOld = Number(version.split(".")[1]) < 14;
    this.#options = options;
    this.#onCall = onCall;
    ({ llb: this.#llb, engine: this.#engine } = capabilitiesOfBuildKit(version));
    this.#server = new Server({
      "grpc.max_receive_message_length": isOld ? limit / 4 : limit,
      "grpc.max_send_message_length": isOld ? -1 : limit,
    });
    this.#serve("Ping", api.PingRequest, api.PongResponse, () => this.#pong());
    this.#serve("Solve", api.SolveRequest, api.SolveResponse, (request) => this.#solve(request));
    this.#serve("ReadFile", api.ReadFileRequest, api.ReadFileResponse, (request) => {
      const file = this.#file(request.Ref, request.FilePath);
      const { Offset: offset = 0, Length: length = file.length } = request.Range ?? {};
      return { Data: file.subarray(offset ?? 0, (offset ?? 0) + (length ?? 0)) };
    });
    this.#serve("ReadDir", api.ReadDirRequest, api.ReadDirResponse, ({ Ref }) => ({
      entries: Object.keys(this.#folder(Ref)).map((path) => ({ path, mode: 0o644 })),
    }));
    this.#serve("StatFile", api.StatFileRequest, api.StatFileResponse, ({ Ref, Path }) => ({
      stat: { path: Path, mode: 0o644, size: this.#file(Ref, Path).length },
    }));
    this.#serve("Inputs", api.InputsRequest, api.InputsResponse, () => ({ Definitions: { ...options.inputs } }));
    this.#serve("ResolveImageConfig", api.ResolveImageConfigRequest, api.ResolveImageConfigResponse, ({ Ref }) =>
      this.#image(Ref),
    );
    this.#serve("ResolveSourceMeta", api.ResolveSourceMetaRequest, api.ResolveSourceMetaResponse, ({ Source }) => ({
      Source: Source ?? null,
      Image: this.#image(Source?.identifier?.replace("docker-image://", "") ?? ""),
    }));
    this.#serve("Warn", api.WarnRequest, api.WarnResponse, (request) => {
      this.warnings.push(request);
      return {};
    });
    this.#serve("Return", api.ReturnRequest, api.ReturnResponse, (request) => {
      if (this.returns.length > 0) throw statusError({ code: Code.UNKNOWN, message: "result is already set" });
      this.returns.push(request);
      return {};
    });
  }

  /** Speaks with the client at the other end of the stream. */
  attach(stream: Duplex): void {
    this.#server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(stream);
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #serve<Q, R>(
    method: string,
    request: { decode(bytes: Uint8Array): Q },
    response: { encode(message: R): { finish(): Uint8Array } },
    answer: (request: Q) => R,
  ): void {
    const definition = {
      path: `/moby.buildkit.v1.frontend.LLBBridge/${method}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: (bytes: Buffer) => bytes,
      requestDeserialize: (bytes: Buffer) => request.decode(bytes),
      responseSerialize: (message: R) => Buffer.from(response.encode(message).finish()),
      responseDeserialize: (bytes: Buffer) => bytes,
    };
    const handler = (call: { request: Q }, callback: (error: Error | null, message?: R) => void) => {
      this.calls.push(method);
      this.#onCall(method);
      const failure = this.#options.fail?.[method];
      try {
        if (failure !== undefined) throw statusError(failure);
        callback(null, answer(call.request));
      } catch (error) {
        callback(error instanceof Error ? error : new Error(String(error)));
      }
    };
    this.#server.addService({ [method]: definition }, { [method]: handler });
  }

  #pong(): moby.buildkit.v1.frontend.PongResponse.$Properties {
    const list = (ids: ReadonlySet<string>) =>
      Array.from(ids, (ID) => {
        const reason = this.#options.disabled?.[ID];
        return { ID, Enabled: reason === undefined, DisabledReasonMsg: reason ?? "" };
      });
    return {
      FrontendAPICaps: list(this.#engine),
      LLBCaps: list(this.#llb),
      Workers: [{ ID: "w", Labels: {}, platforms: [{ OS: "linux", Architecture: "amd64" }] }],
    };
  }

  #solve(request: Request<"SolveRequest">): moby.buildkit.v1.frontend.SolveResponse.$Properties {
    const definition = request.Definition ?? {};
    this.problems.push(
      ...problemsOf(definition, new Set([...this.#llb].filter((id) => !this.#options.disabled?.[id]))),
    );
    this.solves.push(request);
    const isScratch = (definition.def ?? []).length === 0;
    return { result: { ref: { id: isScratch ? "" : String(this.solves.length - 1), def: definition } } };
  }

  /** The files of the local source that a solved definition ends with. */
  #folder(ref: string): Readonly<Record<string, string | Uint8Array>> {
    const op = this.solves[Number(ref)]?.Definition?.def?.at(-2);
    const name = op && pb.Op.decode(op).source?.identifier?.replace("local://", "");
    return this.#options.files?.[name ?? ""] ?? {};
  }

  #file(ref: string, path: string): Buffer {
    const contents = this.#folder(ref)[path.replace(/^\//, "")];
    if (contents === undefined) {
      throw statusError({ code: Code.UNKNOWN, message: `lstat ${path}: no such file or directory` });
    }
    return Buffer.from(contents);
  }

  #image(reference: string): { Digest: string; Config: Buffer } {
    const image = this.#options.images?.[reference];
    if (image === undefined) throw statusError({ code: Code.NOT_FOUND, message: `${reference}: not found` });
    return { Digest: image.digest, Config: Buffer.from(image.config) };
  }
}

/** An error as grpc-go sends it: the whole status in a trailer. */
function statusError(status: Status): Error {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(google.rpc.Status.encode(status).finish()));
  return Object.assign(new Error(status.message ?? ""), { code: status.code, details: status.message, metadata });
}
