import { type AttributeTable, goJson, type OptionsOf, readAttributes, text, truth } from "./attribute.ts";
import { type Output, output, type Platform, type VertexOptions } from "./vertex.ts";

/** Files from outside the graph. `capabilities` are those its attributes need. */
export interface SourceOperation {
  readonly kind: "source";
  readonly identifier: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  /** Only images have one; `"default"` stands for the platform given to `marshal`. */
  readonly platform?: Platform | "default" | undefined;
}

const list = (value: readonly string[]) => goJson(value);

// Attributes and capabilities: solver/pb/attr.go, solver/pb/caps.go and client/llb/source.go of BuildKit.

const LOCAL = {
  sessionId: ["local.session", "source.local.sessionid", text],
  includePatterns: ["local.includepattern", "source.local.includepatterns", list],
  followPaths: ["local.followpaths", "source.local.followpaths", list],
  excludePatterns: ["local.excludepatterns", "source.local.excludepatterns", list],
  sharedKeyHint: ["local.sharedkeyhint", "source.local.sharedkeyhint", text],
  differ: ["local.differ", "source.local.differ", (value: "none" | "metadata") => value],
} satisfies AttributeTable;

const HTTP = {
  /** "sha256:" + hex: then nothing is downloaded that is cached. Other algorithms never match. */
  checksum: ["http.checksum", "source.http.checksum", text],
  filename: ["http.filename", undefined, text],
  authHeaderSecret: ["http.authheadersecret", "source.http.auth", text],
} satisfies AttributeTable;

const IMAGE = {
  resolveMode: ["image.resolvemode", "source.image.resolvemode", (value: "default" | "pull" | "local") => value],
  recordType: ["image.recordtype", undefined, (value: "regular" | "internal" | "frontend") => value],
} satisfies AttributeTable;

const OCI_LAYOUT = {
  sessionId: ["oci.session", undefined, text],
  storeId: ["oci.store", undefined, text],
} satisfies AttributeTable;

const GIT = {
  fullUrl: ["git.fullurl", "source.git.fullurl", text],
  keepGitDir: ["git.keepgitdir", "source.git.keepgitdir", truth],
  authHeaderSecret: ["git.authheadersecret", "source.git.httpauth", text],
  authTokenSecret: ["git.authtokensecret", "source.git.httpauth", text],
  mountSshSock: ["git.mountsshsock", "source.git.mountsshsock", text],
  checksum: ["git.checksum", "source.git.checksum", text],
  skipSubmodules: ["git.skipsubmodules", "source.git.skipsubmodules", truth],
  mtime: ["git.mtime", "source.git.mtime", (value: "checkout" | "commit") => value],
  fetchByCommit: ["git.fetchbycommit", "source.git.fetchbycommit", truth],
} satisfies AttributeTable;

export type LocalOptions = OptionsOf<typeof LOCAL> & VertexOptions;
export type HttpOptions = OptionsOf<typeof HTTP> & VertexOptions;
export type ImageOptions = OptionsOf<typeof IMAGE> & VertexOptions & { readonly platform?: Platform };
export type OciLayoutOptions = OptionsOf<typeof OCI_LAYOUT> & VertexOptions & { readonly platform?: Platform };
export type GitOptions = OptionsOf<typeof GIT> & VertexOptions;

/** A folder of the client, e.g. "context" or "dockerfile". */
export function local(name: string, options: LocalOptions = {}): Output {
  return source(`local://${name}`, "source.local", readAttributes(LOCAL, options), options);
}

/** One file behind a URL, at `/<filename>`. Without a checksum every build asks the server again. */
export function http(url: string, options: HttpOptions = {}): Output {
  return source(url, "source.http", readAttributes(HTTP, options), options);
}

/** An image by its full reference: "docker.io/library/busybox:latest", with or without digest. */
export function image(reference: string, options: ImageOptions = {}): Output {
  const attributes = readAttributes(IMAGE, options);
  return source(`docker-image://${reference}`, "source.image", attributes, options, options.platform ?? "default");
}

/** An image of a store that the client offers: "name@sha256:…". */
export function ociLayout(reference: string, options: OciLayoutOptions = {}): Output {
  const attributes = readAttributes(OCI_LAYOUT, options);
  return source(`oci-layout://${reference}`, "source.ocilayout", attributes, options, options.platform ?? "default");
}

/** A git tree: `remote` is "host/path#ref:subdir", and `fullUrl` says how to reach it. */
export function git(remote: string, options: GitOptions = {}): Output {
  return source(`git://${remote}`, "source.git", readAttributes(GIT, options), options);
}

function source(
  identifier: string,
  capability: string,
  read: { attributes: Record<string, string>; capabilities: readonly string[] },
  options: VertexOptions,
  platform?: Platform | "default",
): Output {
  const capabilities = [capability, ...read.capabilities];
  return output({ kind: "source", identifier, attributes: read.attributes, capabilities, platform }, [], options);
}
