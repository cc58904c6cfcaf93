import { EngineError } from "../engine/engine-error.ts";
import { CONTAINERD_STORE } from "../engine/requirements.ts";
import { image, ociLayout } from "../llb/source.ts";
import { type Platform, type State, scratch } from "../llb/vertex.ts";
import { type BaseConfig, readBaseConfig } from "../plan/base-config.ts";
import type { ImageOrigin } from "../plan/base-image.ts";
import { lacksOciLayouts } from "../reasons/buildkit.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { familiarReference, fullReference, pinnedReference } from "../value/image-reference.ts";
import { platformId, type TargetPlatform } from "../value/platform.ts";
import { requireHost } from "./allowed-hosts.ts";
import { localFiles } from "./context-files.ts";
import type { NamedContext } from "./named-context.ts";
import { gitFiles, httpFiles } from "./remote-files.ts";
import type { Session } from "./session.ts";

/** Another image, pinned to what its name means now. */
export interface FoundImage {
  /** As messages and the history name it. */
  readonly reference: string;
  readonly state: State;
  /** Absent where it is no image, or one that the engine has no digest of. */
  readonly origin?: ImageOrigin;
  /** Absent where the name stands for a plain folder. */
  readonly config?: { readonly json: Uint8Array; readonly content: BaseConfig };
}

/**
 * Finds an image by its name: what `--build-context NAME=…` makes of the name, else what the engine or its registry has.
 * The digest that it has now becomes part of the graph. Throws a DeclError with `place`.
 */
export async function findImage(
  session: Session,
  name: string,
  platform: TargetPlatform,
  place: Place | undefined,
): Promise<FoundImage> {
  const full = name === "scratch" ? name : fullReference(name);
  if (full === undefined) {
    throw new DeclError({ code: "wrong-image-name", message: `"${name}" is not the name of an image`, ...at(place) });
  }
  try {
    const context = session.request.context(familiarReference(full), platformId(platform));
    if (context !== undefined) return await fromContext(session, context, platform, place);
    const registry = full === "scratch" ? undefined : full.slice(0, full.indexOf("/"));
    if (registry !== undefined) {
      requireHost(session.request.settings, { host: registry, subject: `the image ${name}`, place });
    }
    return await byReference(session, full, platform);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (lacksOciLayouts(error.message)) {
      throw new DeclError({
        code: "engine-lacks-capability",
        message: `the context ${name} cannot be used: this engine does not read OCI layouts`,
        ...at(place),
        hint: `${CONTAINERD_STORE}, or give the image as docker-image://REFERENCE`,
      });
    }
    throw new DeclError({
      code: "no-such-image",
      message: `the image ${name} could not be had: ${error.message}`,
      ...at(place),
      hint: "it must be in the engine, in its registry, or be given with --build-context NAME=docker-image://…",
    });
  }
}

async function fromContext(
  session: Session,
  context: NamedContext,
  platform: TargetPlatform,
  place: Place | undefined,
): Promise<FoundImage> {
  const remote = { subject: `the context ${context.name}`, ...at(place) };
  switch (context.kind) {
    case "local":
      return { reference: `context ${context.name}`, state: await localFiles(session, context, []) };
    case "image": {
      const full = context.reference === "scratch" ? context.reference : fullReference(context.reference);
      if (full !== undefined) return byReference(session, full, platform);
      throw unusableContext(context.name, `"${context.reference}" is not the name of an image`);
    }
    case "git":
      return { reference: remote.subject, state: (await gitFiles(session.engine, context.address, remote)).tree };
    case "http":
      return { reference: remote.subject, state: (await httpFiles(session.engine, context.url, remote)).tree };
    case "oci-layout":
      return fromLayout(session, context, platform);
    case "input":
      return fromInput(session, context);
  }
}

async function byReference(session: Session, full: string, platform: TargetPlatform): Promise<FoundImage> {
  if (full === "scratch") return { reference: full, state: scratch };
  const logName = `[internal] load metadata for ${full}`;
  const { imageResolveMode: resolveMode } = session.request;
  const found = await session.engine.resolveImageConfig(full, { platform: bare(platform), resolveMode, logName });
  // An engine without the containerd image store has no digests of what it built or loaded itself.
  const pinned = pinnedReference(found.reference, found.digest);
  return {
    reference: familiarReference(full),
    ...(found.digest === "" ? {} : { origin: { digest: found.digest, reference: full } }),
    state: image(pinned, { platform: bare(platform), resolveMode, name: `[base] ${familiarReference(full)}` }),
    config: { json: found.config, content: readBaseConfig(found.config, full) },
  };
}

async function fromLayout(
  session: Session,
  { name, store, digest }: Extract<NamedContext, { kind: "oci-layout" }>,
  platform: TargetPlatform,
): Promise<FoundImage> {
  // The name stands for the store in logs only.
  const reference = `${(fullReference(name) ?? "docker.io/library/layout").replace(/@.*|:[^:/]*$/, "")}@${digest}`;
  const state = ociLayout(reference, {
    sessionId: session.request.sessionId,
    storeId: store,
    platform: bare(platform),
    name: `[base] ${name}`,
  });
  const { op } = state.vertex;
  if (op.kind !== "source") throw new Error("ociLayout() makes a source");
  const json = await session.engine.resolveSourceConfig(op, {
    platform: bare(platform),
    logName: `[internal] load metadata for ${name}`,
  });
  return { reference: name, state, origin: { digest }, config: { json, content: readBaseConfig(json, name) } };
}

async function fromInput(
  { engine }: Session,
  { name, input, metadata }: Extract<NamedContext, { kind: "input" }>,
): Promise<FoundImage> {
  const state = (await engine.inputs()).get(input);
  if (state === undefined) throw unusableContext(name, `the client sent no input "${input}"`);
  const encoded = metadata === undefined ? undefined : (JSON.parse(metadata) as Record<string, string>);
  const config = encoded?.["containerimage.config"];
  if (config === undefined) return { reference: name, state };
  const json = Buffer.from(config, "base64");
  return { reference: name, state, config: { json, content: readBaseConfig(json, name) } };
}

function unusableContext(name: string, why: string): DeclError {
  return new DeclError({ code: "unknown-context", message: `--build-context ${name} cannot be used: ${why}` });
}

function bare({ os, architecture, variant }: TargetPlatform): Platform {
  return { os, architecture, variant };
}
