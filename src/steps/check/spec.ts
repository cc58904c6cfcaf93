import { absolutePath, anyText, orNull, type ReadOf, record, texts, wholeNumber } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

/** What `check` is given. */
export const checkSpec = specOf("check", {
  /** A program of the image and its arguments. */
  command: texts,
  /** "KEY=value", what the program finds. */
  environment: texts,
  /** The folder that gets the result. */
  output: absolutePath,
});

/** The same once it is read. */
export type CheckSpec = SpecOf<typeof checkSpec>;

/** The result: how a check ended. */
export const checkResult = record({
  /** Null where the program could not be started, or was killed. */
  status: orNull(wholeNumber),
  /** Standard output and standard error, without white space around them. */
  output: anyText,
});

/** The same once it is read. */
export type CheckResult = ReadOf<typeof checkResult>;
