import { type Declaration, prepareDeclaration } from "../declaration/evaluate.ts";
import { loadDeclaration } from "../declaration/load.ts";
import type { Gateway } from "../gateway/client.ts";
import { readBuildFile } from "../gateway/client-files.ts";
import { requireEngine } from "../gateway/engine-requirements.ts";
import type { SourceFile } from "../llb/source-map.ts";
import type { Digest } from "../llb/vertex.ts";
import type { BuildRequest } from "../request/request.ts";

/** The build file with what it imports, ready to be evaluated. */
export interface OpenDeclaration {
  readonly declaration: Declaration;
  /** The step that loaded the build file: warnings hang on it. */
  readonly vertex: Digest;
}

/** Reads the build file and what it imports into `sources`, so that errors and warnings can show them. Throws a DeclError. */
export async function openDeclaration(
  gateway: Gateway,
  request: BuildRequest,
  sources: Map<string, SourceFile>,
): Promise<OpenDeclaration> {
  const folder = await readBuildFile(gateway, request);
  sources.set(request.filename, { name: request.filename, data: folder.text });
  requireEngine(await gateway.capabilities);
  const loaded = await loadDeclaration(request.filename, folder.text, folder.readFiles);
  for (const { file, text } of loaded.sources) sources.set(file, { name: file, data: text });
  return { declaration: await prepareDeclaration(loaded), vertex: folder.vertex };
}
