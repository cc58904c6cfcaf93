import { findNodeAtLocation, type Node } from "jsonc-parser";
import type { z } from "zod";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import { parseJson, plainValueOf } from "../../text/json.ts";
import { SourceText } from "../../text/source-text.ts";

/** A file in which another tool keeps its pins: JSON, with the places of all values. */
export class PinFile {
  readonly source: SourceText;
  readonly #tree: Node;
  /** What such files are called in messages: "a flake.lock". */
  readonly #what: string;

  /** Throws a DeclError at the first line that is not JSON. */
  constructor(file: string, text: string, what: string) {
    this.source = new SourceText(file, text);
    this.#tree = parseJson(this.source);
    this.#what = what;
  }

  /** Parses the file with a schema. Throws a DeclError at the first value that does not match it. */
  read<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    const read = schema.safeParse(plainValueOf(this.source, this.#tree));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const path = (issue?.path ?? []).map((part) => (typeof part === "symbol" ? String(part) : part));
    throw this.wrong(path, `this is not ${this.#what}: ${path.join(".") || "the whole"}: ${issue?.message}`);
  }

  /** An error at the place of the value at a path. */
  wrong(path: readonly (string | number)[], message: string, hint?: string): DeclError {
    return new DeclError({
      code: "wrong-pin",
      message,
      place: this.#place(path),
      hint,
    });
  }

  #place(path: readonly (string | number)[]): Place {
    for (let length = path.length; length >= 0; length--) {
      const node = findNodeAtLocation(this.#tree, path.slice(0, length));
      if (node !== undefined)
        return this.source.place(node.offset, node.offset + (length === path.length ? node.length : 1));
    }
    return this.source.linePlace(1);
  }
}
