import type { State } from "../llb/vertex.ts";
import { whereText } from "../plan/contents.ts";
import type { ContentSource } from "../plan/image-content.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { platformId, type TargetPlatform } from "../value/platform.ts";
import { ignoredFiles, localFiles, MAIN_CONTEXT, mainFiles } from "./context-files.ts";
import { findImage } from "./images.ts";
import type { Session } from "./session.ts";

/**
 * The files of the context with this name, whatever kind of context it is. Of a folder of the client's only `paths` are sent.
 * Throws a DeclError where there is no such context.
 */
export async function contextState(
  session: Session,
  { name, paths }: { readonly name: string; readonly paths: readonly string[] },
  platform: TargetPlatform,
  place: Place | undefined,
): Promise<State> {
  if (name === MAIN_CONTEXT) return mainFiles(session, paths);
  const context = session.request.context(name, platformId(platform));
  if (context === undefined) {
    throw new DeclError({
      code: "no-such-context",
      message: `there is no build context "${name}"`,
      ...at(place),
      hint: `give one: --build-context ${name}=DIR`,
    });
  }
  if (context.kind === "local") return localFiles(session, context, paths);
  return (await findImage(session, name, platform, place)).state;
}

/** The error for files that are not there. */
export async function noSuchFiles(
  session: Session,
  source: ContentSource,
  place: Place | undefined,
): Promise<DeclError> {
  const name = source.kind === "context" ? source.context : undefined;
  const folder = name === undefined ? undefined : await clientFolder(session, name);
  const ignored = name === undefined || folder === undefined ? [] : await ignoredFiles(session, name, folder.localName);
  return new DeclError({
    code: "no-such-files",
    message: `there is no "${source.path}" in ${whereText(source)}`,
    ...at(place),
    ...(ignored.length === 0 ? {} : { hint: "its .dockerignore leaves files out: is it among them?" }),
  });
}

/** The folder of the client's that a context is, if it is one. */
async function clientFolder(session: Session, name: string) {
  const context = name === MAIN_CONTEXT ? session.buildContext.files : session.request.context(name);
  return context?.kind === "local" ? context : undefined;
}
