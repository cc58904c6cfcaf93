import { type google, moby, type pb } from "@moby/buildkit-proto";
import { stateFromDefinition } from "../llb/foreign.ts";
import type { Graph } from "../llb/marshal.ts";
import type { SourceOperation } from "../llb/source.ts";
import type { Platform, State } from "../llb/vertex.ts";
import { type Capabilities, readCapabilities } from "./capabilities.ts";
import { type FileStat, fileStat } from "./file-stat.ts";
import type { RpcChannel } from "./rpc-channel.ts";

const api = moby.buildkit.v1.frontend;

/** A file tree on the daemon's side; nothing is built until it is read, evaluated or returned. "" is scratch. */
export interface Ref {
  readonly id: string;
}

/** Where a build may look for cached results (`--cache-from`). */
export interface CacheImport {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ResolveOptions {
  readonly platform?: Platform;
  /** The step's line in the progress output. */
  readonly logName?: string;
  readonly resolveMode?: string;
}

export interface ImageConfig {
  readonly digest: string;
  /** OCI image config, JSON. */
  readonly config: Uint8Array;
  /** The reference that the digest belongs to: a policy may have changed it. */
  readonly reference: string;
}

export interface ReadRange {
  readonly length?: number;
  /** Milliseconds, for each page. What takes longer is an EngineError with the code DEADLINE_EXCEEDED. */
  readonly timeout?: number;
}

/** ReadFile's answers must fit the daemon's send limit, 16 MiB. */
const PAGE = 8 * 1024 * 1024;

/** The daemon's LLBBridge service. Every method rejects with an EngineError when the daemon says no. */
export class Engine {
  /** The answer to the first Ping, which is sent at once; a build can load its code meanwhile. */
  readonly capabilities: Promise<Capabilities>;
  readonly #channel: RpcChannel;
  #inputs: Promise<Map<string, State>> | undefined;

  constructor(channel: RpcChannel) {
    this.#channel = channel;
    const pong = channel.call("Ping", [api.PingRequest, api.PongResponse], {});
    this.capabilities = pong.then((answer) => readCapabilities(answer, process.env.BUILDKIT_WORKERS));
    this.capabilities.catch(() => undefined); // whoever needs them gets the error
  }

  /** Gives the daemon a graph. It is checked and run later, unless `evaluate` asks for it now. */
  async solve(
    graph: Pick<Graph, "definition">,
    options: { readonly evaluate?: boolean; readonly cacheImports?: readonly CacheImport[] } = {},
  ): Promise<Ref> {
    const request = {
      Definition: graph.definition,
      allowResultReturn: true,
      allowResultArrayRef: true,
      Evaluate: options.evaluate ?? false,
      CacheImports: (options.cacheImports ?? []).map(({ type, attributes }) => ({
        Type: type,
        Attrs: { ...attributes },
      })),
    };
    const response = await this.#sized("Solve", [api.SolveRequest, api.SolveResponse], request);
    return { id: response.result?.ref?.id ?? "" };
  }

  /** A regular file; symlinks on the way are followed inside the tree. Large files come in pages. */
  async readFile(ref: Ref, path: string, range: ReadRange = {}): Promise<Buffer> {
    const types = [api.ReadFileRequest, api.ReadFileResponse] as const;
    const pages: Uint8Array[] = [];
    let offset = 0;
    let left = range.length ?? Number.POSITIVE_INFINITY;
    while (left > 0) {
      const length = Math.min(PAGE, left);
      const request = { Ref: ref.id, FilePath: path, Range: { Offset: offset, Length: length } };
      const { Data: data } = await this.#channel.call("ReadFile", types, request, { timeout: range.timeout });
      pages.push(data);
      if (data.length < length) break;
      offset += data.length;
      left -= data.length;
    }
    return Buffer.concat(pages);
  }

  /** One level of a folder. */
  async readDir(ref: Ref, path: string): Promise<FileStat[]> {
    const request = { Ref: ref.id, DirPath: path };
    const response = await this.#channel.call("ReadDir", [api.ReadDirRequest, api.ReadDirResponse], request);
    return response.entries.map(fileStat);
  }

  async statFile(ref: Ref, path: string): Promise<FileStat> {
    const request = { Ref: ref.id, Path: path };
    const response = await this.#channel.call("StatFile", [api.StatFileRequest, api.StatFileResponse], request);
    return fileStat(response.stat ?? {});
  }

  async resolveImageConfig(reference: string, options: ResolveOptions = {}): Promise<ImageConfig> {
    const request = {
      Ref: reference,
      Platform: platformMessage(options.platform),
      ResolveMode: options.resolveMode ?? null,
      LogName: options.logName ?? null,
    };
    const types = [api.ResolveImageConfigRequest, api.ResolveImageConfigResponse] as const;
    const { Digest, Config, Ref } = await this.#channel.call("ResolveImageConfig", types, request);
    return { digest: Digest, config: Config, reference: Ref || reference };
  }

  /** The OCI config of the image that a source names, JSON. Before BuildKit 0.13 only of one in an OCI layout. */
  async resolveSourceConfig(
    source: Pick<SourceOperation, "identifier" | "attributes">,
    options: Pick<ResolveOptions, "platform" | "logName">,
  ): Promise<Uint8Array> {
    if (!(await this.capabilities).supports("source.metaresolver")) return this.#layoutConfig(source, options);
    const { identifier, attributes } = source;
    const request = {
      Source: { identifier, attrs: { ...attributes } },
      Platform: platformMessage(options.platform),
      LogName: options.logName ?? null,
    };
    const types = [api.ResolveSourceMetaRequest, api.ResolveSourceMetaResponse] as const;
    const { Image: image } = await this.#channel.call("ResolveSourceMeta", types, request);
    return image?.Config ?? new Uint8Array();
  }

  async #layoutConfig(
    { identifier, attributes }: Pick<SourceOperation, "identifier" | "attributes">,
    options: Pick<ResolveOptions, "platform" | "logName">,
  ): Promise<Uint8Array> {
    const request = {
      Ref: identifier.replace("oci-layout://", ""),
      Platform: platformMessage(options.platform),
      LogName: options.logName ?? null,
      ResolverType: 1, // OCI layout
      SessionID: attributes["oci.session"] ?? null,
      StoreID: attributes["oci.store"] ?? null,
    };
    const types = [api.ResolveImageConfigRequest, api.ResolveImageConfigResponse] as const;
    return (await this.#channel.call("ResolveImageConfig", types, request)).Config;
  }

  /** Graphs that the client gave as inputs, e.g. `docker buildx bake` links. They are asked for once. */
  inputs(): Promise<Map<string, State>> {
    this.#inputs ??= this.#askForInputs();
    return this.#inputs;
  }

  async #askForInputs(): Promise<Map<string, State>> {
    const { Definitions } = await this.#channel.call("Inputs", [api.InputsRequest, api.InputsResponse], {});
    return new Map(Object.entries(Definitions).map(([name, definition]) => [name, stateFromDefinition(definition)]));
  }

  async warn(warning: moby.buildkit.v1.frontend.WarnRequest.$Properties): Promise<void> {
    await this.#channel.call("Warn", [api.WarnRequest, api.WarnResponse], warning);
  }

  /** Ends the build with its result. Only one of `return` and `fail` may succeed, once (`runFrontend` sees to it). */
  async return(result: moby.buildkit.v1.frontend.Result.$Properties): Promise<void> {
    await this.#sized("Return", [api.ReturnRequest, api.ReturnResponse], { result });
  }

  async fail(error: google.rpc.Status.$Properties): Promise<void> {
    await this.#channel.call("Return", [api.ReturnRequest, api.ReturnResponse], { error });
  }

  async #sized<Request, Response>(
    method: string,
    types: Parameters<typeof RpcChannel.prototype.call<Request, Response>>[1],
    request: Request,
  ): Promise<Response> {
    const limit = async () => (await this.capabilities).messageLimit;
    return this.#channel.call(method, types, request, { limit });
  }
}

function platformMessage(platform: Platform | undefined): pb.Platform.$Properties | null {
  if (platform === undefined) return null;
  return {
    OS: platform.os,
    Architecture: platform.architecture,
    Variant: platform.variant ?? null,
    OSVersion: platform.osVersion ?? null,
  };
}
