import type { RawName } from "../../nix/nar/name.ts";

/** A folder or symlink to make, parents first. Paths are below the output and start with "/". */
export type PlannedNode =
  | { readonly kind: "directory"; readonly path: RawName }
  | { readonly kind: "symlink"; readonly path: RawName; readonly target: RawName };

/** Bytewise, so that each folder comes before what is in it. */
export function byPath(a: PlannedNode, b: PlannedNode): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
