import { type LocalOptions, local } from "../llb/source.ts";
import type { Output } from "../llb/vertex.ts";
import { parsePlatform, platformId } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import { treeOf } from "./build-context.ts";
import type { Gateway, Ref } from "./client.ts";
import { findImage } from "./images.ts";
import { localFolder } from "./local-folder.ts";

/** What is read of a named context: a package set, a cache. */
export interface ContextFolder {
  ref(): Promise<Ref>;
  /** A text file, or undefined where there is none. */
  readText(file: string): Promise<string | undefined>;
}

/** The files of a named context that there is, whatever kind it is; `options` say what of a client's folder is sent. */
export async function contextSource(
  gateway: Gateway,
  request: BuildRequest,
  name: string,
  options: LocalOptions,
): Promise<Output> {
  const context = request.context(name);
  if (context?.kind === "local") {
    return local(context.localName, { sessionId: request.sessionOf(context.localName), ...options });
  }
  // Its files are for the build, not for the image.
  const { defaultPlatform } = await gateway.capabilities;
  const platform = parsePlatform(defaultPlatform === undefined ? "linux/amd64" : platformId(defaultPlatform));
  return treeOf((await findImage(gateway, request, name, platform, undefined)).state);
}

/** The same, to be read. Nothing is asked for before something is wanted of it. */
export function contextFolder(
  gateway: Gateway,
  request: BuildRequest,
  name: string,
  options: LocalOptions,
): ContextFolder {
  const folder = async () => localFolder(gateway, await contextSource(gateway, request, name, options));
  return {
    ref: async () => (await folder()).ref(),
    readText: async (file) => (await folder()).readText(file),
  };
}
