import { type Build, runFrontend as run } from "./engine/run.ts";
import { claimStdio } from "./engine/stdio-transport.ts";

/** What the npm package for authors of frontends exports; docs/frontend-library.md tells how to use it. */

export type { Capabilities } from "./engine/capabilities.ts";
export type { CacheImport, Engine, ImageConfig, ReadRange, Ref, ResolveOptions } from "./engine/client.ts";
export { EngineError, type ErrorDetail } from "./engine/engine-error.ts";
export { type FrontendEnvironment, readEnvironment } from "./engine/environment.ts";
export type { FileStat } from "./engine/file-stat.ts";
export { frontendImage } from "./engine/frontend-image.ts";
export { requireCapabilities } from "./engine/requirements.ts";
export {
  type Attestation,
  filesResult,
  type ImageResultOptions,
  imageResult,
  metadataResult,
  type PlatformImage,
  type Result,
} from "./engine/result.ts";
export { UnsupportedRequest } from "./engine/unsupported-request.ts";
export { reportWarnings } from "./engine/warnings.ts";
export { type ExecOptions, type ExecStep, exec } from "./llb/exec.ts";
export {
  type CopyFiles,
  copy,
  type FileAction,
  file,
  type MakeDirectory,
  type MakeFile,
  mkdir,
  mkfile,
} from "./llb/file.ts";
export { stateFromBytes, stateFromDefinition } from "./llb/foreign.ts";
export { type Graph, type MarshalOptions, marshal } from "./llb/marshal.ts";
export { merge } from "./llb/merge.ts";
export {
  type BindOptions,
  cacheMount,
  type Mount,
  outputMount,
  readonlyMount,
  secretMount,
  sshMount,
  tmpfsMount,
} from "./llb/mount.ts";
export {
  type GitOptions,
  git,
  type HttpOptions,
  http,
  type ImageOptions,
  image,
  type LocalOptions,
  local,
  type OciLayoutOptions,
  ociLayout,
} from "./llb/source.ts";
export type { SourceFile } from "./llb/source-map.ts";
export { type Digest, type Output, type Platform, type State, scratch, type VertexOptions } from "./llb/vertex.ts";
export { DeclError as BuildError, type Diagnostic, type Place, type Position } from "./text/diagnostic.ts";
export type { Build };

/**
 * Runs `build` as the frontend of this process, and ends the process. `name` is what errors call it that are its own fault.
 * Nothing else may be written to standard output; the console goes to standard error.
 */
export function runFrontend(name: string, build: Build): Promise<never> {
  return run(build, claimStdio(), name);
}
