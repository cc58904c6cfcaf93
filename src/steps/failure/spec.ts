import { absolutePath } from "../helper/shape.ts";
import { specOf } from "../helper/spec.ts";

/** Where a step that builds has the folder, kept between steps, that gets the reason of its failure. */
export const FAILURES = "/.decl/failures";

/** What the engine calls that folder: each store path or derivation has its own, for a builder can read all that is in it. */
export const failuresOf = (name: string): string => `decl-failures-${name}`;

/** What `failure` is given. */
export const failureSpec = specOf("failure", {
  /** The file in that folder. */
  file: absolutePath,
  /** The folder that gets the file with its reason. */
  output: absolutePath,
});
