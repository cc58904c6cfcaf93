import type { Mark, Unusable as UnusableText } from "../protocol.ts";

/** A value that no configuration can hold. It is an answer to the host; everything else that is thrown is thrown on. */
export class Unusable extends Error {
  readonly path: UnusableText["path"];
  readonly mark: Mark | undefined;
  readonly hint: string | undefined;

  constructor(message: string, path: UnusableText["path"], mark?: Mark, hint?: string) {
    super(message);
    this.path = path;
    this.mark = mark;
    this.hint = hint;
  }
}
