import { absolutePath } from "../helper/shape.ts";
import { specOf } from "../helper/spec.ts";

/** Where steps that build have the folder that is kept between steps, with the reasons of failures. */
export const FAILURES = "/.decl/failures";

/** The name of that folder in the engine: one for all builds. */
export const FAILURES_ID = "decl-build-failures";

/** What `failure` is given. */
export const failureSpec = specOf("failure", {
  /** The file in that folder. */
  file: absolutePath,
  /** The folder that gets the file with its reason. */
  output: absolutePath,
});
