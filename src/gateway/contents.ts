import { posix } from "node:path";
import { DeclError, type Place } from "../diagnostic.ts";
import type { FoundContents } from "../graph/contents-step.ts";
import { marshal } from "../llb/marshal.ts";
import { type State, scratch } from "../llb/vertex.ts";
import type { ImageOrigin } from "../plan/base-image.ts";
import type { ContentItem, ContentSource } from "../plan/image-content.ts";
import type { TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway, Ref } from "./client.ts";
import { contextState, noSuchFiles } from "./context-state.ts";
import { isNotFound } from "./gateway-error.ts";
import { findImage } from "./images.ts";

/** An item of `image.contents` that is there. */
export interface OpenedContents extends FoundContents {
  readonly isFolder: boolean;
  /** Where it is of an image. */
  readonly origin?: ImageOrigin;
}

/** Finds what `image.contents` names, one for one. Throws a DeclError with every item that is not there. */
export async function openContents(
  gateway: Gateway,
  request: BuildRequest,
  items: readonly ContentItem[],
  platform: TargetPlatform,
  placeOf: (index: number) => Place | undefined,
): Promise<OpenedContents[]> {
  const trees = new Map<string, ContentTree & { readonly ref: Ref }>();
  const open = async (source: ContentSource, place: Place | undefined) => {
    const key = source.kind === "image" ? `image ${source.reference}` : `context ${source.context}`;
    const known = trees.get(key);
    if (known !== undefined) return known;
    const opened = await openSource(gateway, request, source, items, platform, place);
    const tree = { ...opened, ref: opened.state === scratch ? { id: "" } : await gateway.solve(marshal(opened.state)) };
    trees.set(key, tree);
    return tree;
  };
  const found: OpenedContents[] = [];
  const missing: DeclError[] = [];
  for (const [index, { source }] of items.entries()) {
    const { state, ref, origin } = await open(source, placeOf(index));
    const path = posix.join("/", source.path);
    const isFolder = state === scratch ? undefined : await folderAt(gateway, ref, path);
    if (state !== scratch && isFolder !== undefined) {
      found.push({ state, path, isFolder, ...(origin === undefined ? {} : { origin }) });
    } else missing.push(await noSuchFiles(gateway, request, source, placeOf(index)));
  }
  const [first, ...others] = missing.flatMap((error) => error.diagnostics);
  if (first !== undefined) throw new DeclError(first, ...others);
  return found;
}

interface ContentTree {
  readonly state: State;
  readonly origin?: ImageOrigin;
}

async function openSource(
  gateway: Gateway,
  request: BuildRequest,
  source: ContentSource,
  items: readonly ContentItem[],
  platform: TargetPlatform,
  place: Place | undefined,
): Promise<ContentTree> {
  if (source.kind === "image") return findImage(gateway, request, source.reference, platform, place);
  const paths = items.flatMap(({ source: one }) => {
    return one.kind === "context" && one.context === source.context ? [one.path] : [];
  });
  return { state: await contextState(gateway, request, { name: source.context, paths }, platform, place) };
}

/** Whether there is a folder or a file; undefined where there is neither. */
async function folderAt(gateway: Gateway, ref: Ref, path: string): Promise<boolean | undefined> {
  try {
    return (await gateway.statFile(ref, path)).type === "directory";
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
