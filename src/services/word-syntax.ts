/** A mistake in a text of the declaration; the section that has it adds where it stands. */
export class UnitSyntaxError extends Error {}

/** A word of a command line or an assignment. */
export interface Word {
  readonly text: string;
  /** Whether some of it was in quotes: `";"` is an argument, `;` is not. */
  readonly quoted: boolean;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
  s: " ",
};

/**
 * Splits at white space, with systemd's quotes and escapes (man systemd.syntax, "Quoting"; src/basic/extract-word.c). A
 * backslash before a newline is a space. `\;` stays as it is, for the command line to see.
 *
 * @throws UnitSyntaxError for a quote that is not closed and an escape that is none
 */
export function splitWords(line: string): Word[] {
  const words: Word[] = [];
  let text = "";
  let quoted = false;
  let inWord = false;
  let quote: string | undefined;
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i);
    if (char === "\\") {
      const escaped = readEscape(line, i + 1);
      i += escaped.length;
      if (escaped.value === undefined) {
        if (quote === undefined && inWord) {
          words.push({ text, quoted });
          [text, quoted, inWord] = ["", false, false];
        } else if (quote !== undefined) text += " ";
        continue;
      }
      text += escaped.value;
      inWord = true;
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else text += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      [quoted, inWord] = [true, true];
    } else if (/[ \t\n\r]/.test(char)) {
      if (inWord) words.push({ text, quoted });
      [text, quoted, inWord] = ["", false, false];
    } else {
      text += char;
      inWord = true;
    }
  }
  if (quote !== undefined) throw new UnitSyntaxError(`the quote ${quote} is not closed`);
  if (inWord) words.push({ text, quoted });
  return words;
}

/** The escape after a backslash: how many characters it has, and its value; undefined is the end of a line. */
function readEscape(line: string, start: number): { length: number; value: string | undefined } {
  const char = line.charAt(start);
  if (char === "\n") return { length: 1, value: undefined };
  if (char === ";") return { length: 1, value: "\\;" };
  const simple = SIMPLE_ESCAPES[char];
  if (simple !== undefined) return { length: 1, value: simple };
  const rest = line.slice(start);
  const code = /^x([0-9a-fA-F]{2})/.exec(rest) ?? /^u([0-9a-fA-F]{4})/.exec(rest) ?? /^U([0-9a-fA-F]{8})/.exec(rest);
  const octal = /^[0-3][0-7]{2}/.exec(rest)?.[0];
  const point = code?.[1] === undefined ? parseInt(octal ?? "", 8) : parseInt(code[1], 16);
  if (Number.isNaN(point) || point === 0 || point > 0x10ffff) {
    throw new UnitSyntaxError(`\\${char} is not an escape that systemd knows`);
  }
  return { length: (code?.[0] ?? octal ?? "").length, value: String.fromCodePoint(point) };
}
