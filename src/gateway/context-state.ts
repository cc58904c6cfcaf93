import { at, DeclError, type Place } from "../diagnostic.ts";
import type { State } from "../llb/vertex.ts";
import { whereText } from "../plan/contents.ts";
import type { ContentSource } from "../plan/image-content.ts";
import { platformId, type TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { ignoredFiles, localFiles, MAIN_CONTEXT } from "./context-files.ts";
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
  const context = contextNamed(request, name, platform);
  if (context === undefined) {
    throw new DeclError({
      code: "no-such-context",
      message: `there is no build context "${name}"`,
      ...at(place),
      hint: `give one: --build-context ${name}=DIR`,
    });
  }
  if (context.kind !== "local") return (await findImage(gateway, request, name, platform, place)).state;
  return localFiles(gateway, request, context, paths);
}

function contextNamed(request: BuildRequest, name: string, platform: TargetPlatform) {
  const main = { kind: "local", name: MAIN_CONTEXT, localName: MAIN_CONTEXT } as const;
  return name === MAIN_CONTEXT ? main : request.anyContext(name, platformId(platform));
}

/** The error for files that are not there. */
export async function noSuchFiles(
  gateway: Gateway,
  request: BuildRequest,
  source: ContentSource,
  place: Place | undefined,
): Promise<DeclError> {
  const local = source.kind === "context" ? (request.anyContext(source.context) ?? { kind: "local" }) : undefined;
  const ignored =
    source.kind === "context" && local?.kind === "local"
      ? await ignoredFiles(gateway, request, source.context, "localName" in local ? local.localName : MAIN_CONTEXT)
      : [];
  return new DeclError({
    code: "no-such-files",
    message: `there is no "${source.path}" in ${whereText(source)}`,
    ...at(place),
    ...(ignored.length === 0 ? {} : { hint: "its .dockerignore leaves files out: is it among them?" }),
  });
}
