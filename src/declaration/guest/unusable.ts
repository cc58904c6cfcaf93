import type { Mark, Unusable as UnusableText } from "../protocol.ts";

/** The error for a value that no configuration can hold. It becomes an answer to the host; other errors are not caught here. */
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
