import { packedTree } from "../archive/packed-tree.ts";
import { absolutePath, texts } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

/** What `pick` is given. Its result is a Picked. */
export const pickSpec = specOf("pick", {
  tree: packedTree,
  /** Files of the tree, relative to it. */
  files: texts,
  /** The folder that gets the result. */
  output: absolutePath,
});

export type PickSpec = SpecOf<typeof pickSpec>;
