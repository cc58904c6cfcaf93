import { findNodeAtLocation, type Node } from "jsonc-parser";
import type { z } from "zod";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import { parseJson, plainValueOf } from "../../text/json.ts";
import { SourceText } from "../../text/source-text.ts";

/** A file in which a team's other tools keep their pins: JSON, with the place of everything in it. */
export class PinFile {
  readonly source: SourceText;
  readonly #tree: Node;
  /** What writes such files, for messages: "a flake.lock". */
  readonly #what: string;

  /** Throws a DeclError at the line that is no JSON. */
  constructor(file: string, text: string, what: string) {
    this.source = new SourceText(file, text);
    this.#tree = parseJson(this.source);
    this.#what = what;
  }

  /** The file as a schema reads it. Throws a DeclError at the first thing that is otherwise. */
  read<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    const read = schema.safeParse(plainValueOf(this.source, this.#tree));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const path = (issue?.path ?? []).map((part) => (typeof part === "symbol" ? String(part) : part));
    throw this.wrong(path, `this is not ${this.#what}: ${path.join(".") || "the whole"}: ${issue?.message}`);
  }

  /** An error about what stands at a path. */
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
