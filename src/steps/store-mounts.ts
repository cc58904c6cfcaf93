import { type CopyFiles, copy, file } from "../llb/file.ts";
import { merge } from "../llb/merge.ts";
import { type Mount, outputMount, readonlyMount } from "../llb/mount.ts";
import { type Output, type State, scratch } from "../llb/vertex.ts";
import type { StorePath } from "../nix/store-path.ts";

/** A store path, and the tree that has it below /nix/store. */
export interface PathTree {
  readonly path: StorePath;
  readonly tree: Output;
  /** Whether the tree has others too, which change when it does not. */
  readonly isShared?: boolean;
}

/**
 * The files of an image for those who only read them: some of its store paths apart from the rest, each in a tree. Where nobody reads
 * the image as one tree, the daemon need not make one, which takes it half a second for 400 MB.
 */
export interface ImageFiles {
  readonly root: State;
  readonly store: readonly PathTree[];
}

/**
 * Of a step that fails the daemon repeats all mounts in its answer, in one header, and more than 64 KiB of that end the
 * connection: Node takes no longer header.
 */
const MOST_MOUNTS = 40;

/** What of a specification may be in the environment of such a step, which is repeated too. */
export const MOST_CHARACTERS = 2000;

/**
 * The root of a step that builds, and its store paths: each a mount, which is the cheapest, or all in one tree where there are
 * many. Nobody takes what a builder leaves in that root.
 */
export function storeMounts(root: Output, paths: readonly PathTree[], mergeOp: boolean): Mount[] {
  if (paths.length <= MOST_MOUNTS) {
    const mounts = paths.map(({ path: { path }, tree }) => readonlyMount(path, tree, { selector: path }));
    return [outputMount("/", root), ...mounts];
  }
  const name = "[nix] lay out what is built from";
  const trees = [...new Set(paths.flatMap(({ tree, isShared }) => (isShared ? [] : [tree])))];
  // The daemon knows a root by the steps that made it, and what a copy has made by what was copied.
  const copied = sharedCopies(paths);
  if (mergeOp) {
    const shared = copied.length === 0 ? [] : [file(scratch, copied, { name })];
    return [outputMount("/", merge([root, ...trees, ...shared], { name }))];
  }
  const copies = trees.map((tree) => copy(tree, "/", "/", { contents: true }));
  return [outputMount("/", file(root, [...copies, ...copied], { name }))];
}

/** Copies these paths, and nothing else, out of the trees that they share with others. */
function sharedCopies(paths: readonly PathTree[]): CopyFiles[] {
  const shared = Map.groupBy(
    paths.filter(({ isShared }) => isShared),
    ({ tree }) => tree,
  );
  return Array.from(shared, ([tree, paths]) =>
    // Of what may stand in a name, a pattern means something by "?" alone.
    copy(tree, "/", "/", {
      contents: true,
      include: paths.map(({ path }) => path.path.slice(1).replaceAll("?", "\\?")),
    }),
  );
}
