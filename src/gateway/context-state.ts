import { at, DeclError, type Place } from "../diagnostic.ts";
import type { State } from "../llb/vertex.ts";
import { whereText } from "../plan/contents.ts";
import type { ContentSource } from "../plan/image-content.ts";
import { platformId, type TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import { openBuildContext } from "./build-context.ts";
import type { Gateway } from "./client.ts";
import { ignoredFiles, localFiles, MAIN_CONTEXT, mainFiles } from "./context-files.ts";
import { findImage } from "./images.ts";

/**
 * The files of the context with this name, whatever kind of context it is. Of a folder of the client's only `paths` are sent.
 * Throws a DeclError where there is no such context.
 */
export async function contextState(
  gateway: Gateway,
  request: BuildRequest,
  { name, paths }: { readonly name: string; readonly paths: readonly string[] },
  platform: TargetPlatform,
  place: Place | undefined,
): Promise<State> {
  if (name === MAIN_CONTEXT) return mainFiles(gateway, request, paths);
  const context = request.context(name, platformId(platform));
  if (context === undefined) {
    throw new DeclError({
      code: "no-such-context",
      message: `there is no build context "${name}"`,
      ...at(place),
      hint: `give one: --build-context ${name}=DIR`,
    });
  }
  if (context.kind === "local") return localFiles(gateway, request, context, paths);
  return (await findImage(gateway, request, name, platform, place)).state;
}

/** The error for files that are not there. */
export async function noSuchFiles(
  gateway: Gateway,
  request: BuildRequest,
  source: ContentSource,
  place: Place | undefined,
): Promise<DeclError> {
  const name = source.kind === "context" ? source.context : undefined;
  const folder = name === undefined ? undefined : await clientFolder(gateway, request, name);
  const ignored =
    name === undefined || folder === undefined ? [] : await ignoredFiles(gateway, request, name, folder.localName);
  return new DeclError({
    code: "no-such-files",
    message: `there is no "${source.path}" in ${whereText(source)}`,
    ...at(place),
    ...(ignored.length === 0 ? {} : { hint: "its .dockerignore leaves files out: is it among them?" }),
  });
}

/** The folder of the client's that a context is, if it is one. */
async function clientFolder(gateway: Gateway, request: BuildRequest, name: string) {
  const context = name === MAIN_CONTEXT ? (await openBuildContext(gateway, request)).files : request.context(name);
  return context?.kind === "local" ? context : undefined;
}
