import { posix } from "node:path";
import { type Output, type State, scratch } from "../llb/vertex.ts";
import type { ImageOrigin } from "../plan/base-image.ts";
import type { ContentItem, ContentSource } from "../plan/image-content.ts";
import { DeclError, type Place } from "../text/diagnostic.ts";
import type { TargetPlatform } from "../value/platform.ts";
import { contextState, noSuchFiles } from "./context-state.ts";
import { findImage } from "./images.ts";
import type { Session } from "./session.ts";
import { openState, type Tree } from "./tree.ts";

/** Where an item of `image.contents` finds its files: a state, and an absolute path in it. */
export interface FoundContents {
  readonly state: Output;
  readonly path: string;
}

/** An item of `image.contents` that is there. */
export interface OpenedContents extends FoundContents {
  readonly isFolder: boolean;
  /** Where it is of an image. */
  readonly origin?: ImageOrigin | undefined;
}

/** Finds what `image.contents` names, one for one. Throws a DeclError with every item that is not there. */
export async function openContents(
  session: Session,
  items: readonly ContentItem[],
  platform: TargetPlatform,
  placeOf: (index: number) => Place | undefined,
): Promise<OpenedContents[]> {
  const trees = new Map<string, ContentTree & { readonly tree: Tree }>();
  const open = async (source: ContentSource, place: Place | undefined) => {
    const key = source.kind === "image" ? `image ${source.reference}` : `context ${source.context}`;
    const known = trees.get(key);
    if (known !== undefined) return known;
    const opened = await openSource(session, source, items, platform, place);
    const found = { ...opened, tree: openState(session, opened.state) };
    trees.set(key, found);
    return found;
  };
  const found: OpenedContents[] = [];
  const missing: DeclError[] = [];
  for (const [index, { source }] of items.entries()) {
    const { state, tree, origin } = await open(source, placeOf(index));
    const path = posix.join("/", source.path);
    const stat = await tree.stat(path);
    if (state !== scratch && stat !== undefined) {
      found.push({ state, path, isFolder: stat.type === "directory", origin });
    } else missing.push(await noSuchFiles(session, source, placeOf(index)));
  }
  const [first, ...others] = missing.flatMap((error) => error.diagnostics);
  if (first !== undefined) throw new DeclError(first, others);
  return found;
}

interface ContentTree {
  readonly state: State;
  readonly origin?: ImageOrigin | undefined;
}

async function openSource(
  session: Session,
  source: ContentSource,
  items: readonly ContentItem[],
  platform: TargetPlatform,
  place: Place | undefined,
): Promise<ContentTree> {
  if (source.kind === "image") return findImage(session, source.reference, platform, place);
  const paths = items.flatMap(({ source: one }) => {
    return one.kind === "context" && one.context === source.context ? [one.path] : [];
  });
  return { state: await contextState(session, { name: source.context, paths }, platform, place) };
}
