import type { Place, Position } from "./diagnostic.ts";

/** Line starts of a text, to turn offsets (UTF-16 code units) into positions and back. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const starts = [0];
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) starts.push(i + 1);
    this.#lineStarts = starts;
  }

  /** 1-based line and column of an offset; offsets past the end are the end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.#lineStarts[low] ?? 0) + 1 };
  }

  /** The offset of a 1-based line and column; a column past the line's end is the line's end. */
  offset(line: number, column: number): number {
    const start = this.#lineStarts[line - 1] ?? this.text.length;
    const end = (this.#lineStarts[line] ?? this.text.length + 1) - 1;
    return Math.min(start + column - 1, end);
  }

  place(start: number, end: number): Place {
    return { file: this.file, start: this.position(start), end: this.position(end) };
  }

  /** The place of a whole line, without its indentation. */
  linePlace(line: number): Place {
    const start = this.offset(line, 1);
    const end = this.offset(line, Number.MAX_SAFE_INTEGER);
    const indent = /^\s*/.exec(this.text.slice(start, end))?.[0].length ?? 0;
    return this.place(start + (start + indent < end ? indent : 0), end);
  }
}
