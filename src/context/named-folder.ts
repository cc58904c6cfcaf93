import { type LocalOptions, local } from "../llb/source.ts";
import type { Output } from "../llb/vertex.ts";
import { parsePlatform, platformId } from "../value/platform.ts";
import { nonEmpty } from "./build-context.ts";
import { findImage } from "./images.ts";
import { buildPlatform, type Session } from "./session.ts";
import { openTree, type StepTree } from "./tree.ts";

/** What is read of a named context: a package set, a cache. */
export type ContextFolder = Pick<StepTree, "ref" | "readText" | "list">;

/** The files of a named context that there is, whatever kind it is; `options` say what of a client's folder is sent. */
export async function contextSource(session: Session, name: string, options: LocalOptions): Promise<Output> {
  const context = session.request.context(name);
  if (context?.kind === "local") {
    return local(context.localName, { sessionId: session.request.sessionOf(context.localName), ...options });
  }
  // Its files are for the build, not for the image.
  const platform = parsePlatform(platformId(await buildPlatform(session)));
  return nonEmpty((await findImage(session, name, platform, undefined)).state);
}

/** The same, to be read. Nothing is asked for before something is wanted of it. */
export function contextFolder(session: Session, name: string, options: LocalOptions): ContextFolder {
  const folder = async () => openTree(session, await contextSource(session, name, options));
  return {
    ref: async () => (await folder()).ref(),
    readText: async (file) => (await folder()).readText(file),
    list: async (path) => (await folder()).list(path),
  };
}
