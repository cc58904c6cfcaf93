/** What is wrong in a line; the caller knows where the line stands. */
export class LineError extends Error {
  readonly hint: string | undefined;

  constructor(problem: string, hint?: string) {
    super(problem);
    this.name = "LineError";
    this.hint = hint;
  }
}

/** The seven fields of a line, as text; an absent one and "-" are the same. */
export interface Fields {
  readonly type: string;
  readonly path: string;
  readonly mode: string;
  readonly user: string;
  readonly group: string;
  readonly age: string;
  /** The rest of the line; escapes are still in it. */
  readonly argument: string;
}

/**
 * Splits a line: six words, each with quotes and C escapes, then the argument as it stands.
 *
 *     splitLine('d "/run/my app" 0750') → { type: "d", path: "/run/my app", mode: "0750", user: "-", … }
 *
 * Source: extract_many_words in systemd's src/basic/extract-word.c with EXTRACT_UNQUOTE | EXTRACT_CUNESCAPE.
 * @throws LineError
 */
export function splitLine(line: string): Fields {
  const words: string[] = [];
  let index = /^\s*/.exec(line)?.[0].length ?? 0;
  while (index < line.length && words.length < 6) {
    const { word, end } = readWord(line, index);
    words.push(word);
    index = end + (/^[ \t\r\n]*/.exec(line.slice(end))?.[0].length ?? 0);
  }
  const [type = "", path, mode = "-", user = "-", group = "-", age = "-"] = words.map((word) => fromBytes(word));
  if (path === undefined) throw new LineError("a line has at least a type and a path", 'for example "d /run/web 0750"');
  return { type, path, mode, user, group, age, argument: line.slice(index).trimEnd() || "-" };
}

/** One word from `start`, as a byte string. */
function readWord(line: string, start: number): { word: string; end: number } {
  let word = "";
  let quote = "";
  let index = start;
  for (; index < line.length; index++) {
    const character = String.fromCodePoint(line.codePointAt(index) ?? 0);
    if (character === "\\") {
      const { bytes, length } = readEscape(line.slice(index));
      word += bytes;
      index += length - 1;
    } else if (quote === "" && /["']/.test(character)) quote = character;
    else if (quote === "" && /[ \t\r\n]/.test(character)) break;
    else if (character === quote) quote = "";
    else {
      word += toBytes(character);
      index += character.length - 1;
    }
  }
  if (quote !== "") throw new LineError(`a quote ${quote} is not closed`);
  return { word, end: index };
}

/** Text as a byte string: one character, up to U+00FF, for each byte of its UTF-8. */
export function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** @throws LineError if the bytes are no UTF-8 */
export function fromBytes(bytes: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    throw new LineError("escapes make bytes that are no UTF-8 text");
  }
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  s: " ",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** Undoes C escapes; the result is a byte string. @throws LineError */
export function unescapeBytes(text: string): string {
  let bytes = "";
  for (let index = 0; index < text.length; ) {
    if (text.charAt(index) === "\\") {
      const found = readEscape(text.slice(index));
      bytes += found.bytes;
      index += found.length;
    } else {
      const point = String.fromCodePoint(text.codePointAt(index) ?? 0);
      bytes += toBytes(point);
      index += point.length;
    }
  }
  return bytes;
}

/** The escape that a text begins with (cunescape_one in src/basic/escape.c). */
function readEscape(text: string): { bytes: string; length: number } {
  const short = SHORT_ESCAPES[text.charAt(1)];
  if (short !== undefined) return { bytes: short, length: 2 };
  const [all, hex, octal, unicode] =
    /^\\(?:x([0-9a-f]{2})|([0-3][0-7]{2})|(?:u([0-9a-f]{4})|U([0-9a-f]{8})))/i.exec(text) ?? [];
  if (all === undefined) {
    const shown = text.length === 1 ? "a lone backslash at the end" : `unknown escape "${text.slice(0, 2)}"`;
    throw new LineError(shown, "a backslash is written \\\\");
  }
  const long = unicode ?? /^\\U([0-9a-f]{8})/i.exec(text)?.[1];
  const code = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal ?? long ?? "", octal ? 8 : 16);
  if (code === 0 || code > 0x10ffff) throw new LineError(`the escape "${all}" is no character`);
  const isByte = hex !== undefined || octal !== undefined;
  return { bytes: isByte ? String.fromCharCode(code) : toBytes(String.fromCodePoint(code)), length: all.length };
}
