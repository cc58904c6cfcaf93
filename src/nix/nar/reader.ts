import { FormatError } from "../format-error.ts";
import type { NarHandler } from "./handler.ts";
import { MAX_NAME_LENGTH, MAX_TARGET_LENGTH, nameFault, type RawName, showName } from "./name.ts";

/** Nix itself stops at 64. */
const MAX_DEPTH = 256;
const MAX_KEYWORD_LENGTH = 32;
const MAGIC = "nix-archive-1";

/** An archive that breaks the format. The message has the offset and the path inside the archive. */
export class NarError extends FormatError {
  override name = "NarError";
}

/** Where one certain word is due: that word, and what is due after it. */
const KEYWORDS = {
  "node (": ["(", "type"],
  type: ["type", "type name"],
  "executable value": ["", "contents field"],
  "contents field": ["contents", "contents"],
  "target field": ["target", "target"],
  "entry (": ["(", "name field"],
  "name field": ["name", "name"],
  "node field": ["node", "node ("],
} as const;

/** What is due next. All are strings but the contents of a file, of which the length is read as a string. */
type Due =
  | keyof typeof KEYWORDS
  | "magic"
  | "type name"
  | "file field"
  | "contents"
  | "padding"
  | "target"
  | "node )"
  | "entry or )"
  | "name"
  | "entry )"
  | "end";

/** The longest string that may stand there; a longer one is refused before it is read. */
const MAX_LENGTH: Partial<Record<Due, number>> = { name: MAX_NAME_LENGTH, target: MAX_TARGET_LENGTH };

/**
 * Reads an archive that is pushed in pieces of any size and tells a handler what is in it. As strict as Nix
 * (src/libutil/archive.cc), and trailing bytes are refused too. Holds at most one name or symlink target of the input, never
 * a file's contents, and does not recurse.
 *
 * node = "(" "type" ("regular" ["executable" ""] "contents" BYTES | "symlink" "target" T
 *        | "directory" {"entry" "(" "name" N "node" node ")"}) ")"
 * where each string is an u64 length in little-endian, the bytes, and zeros up to a multiple of 8.
 */
export class NarReader {
  readonly #handler: NarHandler;
  #due: Due = "magic";
  /** One for each open folder: its own name and the last entry's. */
  readonly #folders: { name: RawName; last: RawName | undefined }[] = [];
  #name: RawName = "";
  #executable = false;
  #fileSize = 0;
  /** Bytes of the file's contents or of its padding still to come. */
  #left = 0;
  /** A string that the last piece ended in the middle of. */
  readonly #held = Buffer.alloc(8 + MAX_TARGET_LENGTH + 1);
  #heldLength = 0;
  /** Bytes of the archive before the current piece. */
  #before = 0;
  #at = 0;

  constructor(handler: NarHandler) {
    this.#handler = handler;
  }

  /** @throws NarError at the first byte that breaks the format; the reader cannot be used after that */
  push(piece: Uint8Array): void {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let at = 0;
    while (at < bytes.length) {
      // Where a string begins that is held.
      this.#at = this.#before + at - this.#heldLength;
      if (this.#due === "contents" && this.#left > 0) at = this.#pushContents(bytes, at);
      else if (this.#due === "end") throw this.#error("bytes follow the end of the archive");
      else at = this.#pushString(bytes, at);
    }
    this.#before += bytes.length;
    this.#at = this.#before;
  }

  /** @throws NarError if the archive is not complete */
  end(): void {
    if (this.#due !== "end") throw this.#error("the archive is cut short");
  }

  #pushContents(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#handler.data(bytes.subarray(at, end));
    this.#left -= end - at;
    if (this.#left === 0) this.#endContents();
    return end;
  }

  /** Reads one string, at once if the piece has all of it, else through `#held`. Returns where it ended. */
  #pushString(bytes: Buffer, at: number): number {
    if (this.#heldLength === 0) {
      const size = this.#sizeOf(bytes, at);
      if (size !== undefined && at + size <= bytes.length) {
        this.#accept(bytes, at, size);
        return at + size;
      }
    }
    for (let end = at; ; ) {
      const size = this.#sizeOf(this.#held.subarray(0, this.#heldLength), 0);
      if (size === this.#heldLength) {
        this.#heldLength = 0;
        this.#at = this.#before + end - size;
        this.#accept(this.#held, 0, size);
        return end;
      }
      if (end === bytes.length) return end;
      const next = Math.min(bytes.length, end + (size ?? 8) - this.#heldLength);
      bytes.copy(this.#held, this.#heldLength, end, next);
      this.#heldLength += next - end;
      end = next;
    }
  }

  /** How many bytes the string at `at` takes with length and padding; undefined while its length is not known. */
  #sizeOf(bytes: Buffer, at: number): number | undefined {
    if (this.#due === "padding") return this.#left;
    if (bytes.length - at < 8) return undefined;
    // The length of a file's contents stands alone: they are not held.
    if (this.#due === "contents") return 8;
    const length = readLength(bytes, at);
    const max = MAX_LENGTH[this.#due] ?? MAX_KEYWORD_LENGTH;
    if (length > max)
      throw this.#error(`a ${MAX_LENGTH[this.#due] ? this.#due : "word"} of ${length} bytes, more than ${max}`);
    return 8 + length + padding(length);
  }

  #accept(bytes: Buffer, at: number, size: number): void {
    if (this.#due === "padding") {
      this.#checkZeros(bytes, at, size);
      this.#endFile();
    } else if (this.#due === "contents") this.#beginContents(readLength(bytes, at));
    else {
      const end = at + 8 + bytes.readUInt32LE(at);
      if (end < at + size) this.#checkZeros(bytes, end, at + size - end);
      this.#take(bytes.toString("latin1", at + 8, end));
    }
  }

  #checkZeros(bytes: Buffer, at: number, size: number): void {
    for (let i = at; i < at + size; i++) if (bytes[i] !== 0) throw this.#error("padding that is not zero");
  }

  #beginContents(size: number): void {
    if (!Number.isSafeInteger(size)) throw this.#error("a file is larger than can be");
    this.#handler.file(this.#name, this.#executable, size);
    this.#fileSize = size;
    this.#left = size;
    if (size === 0) this.#endFile();
  }

  #endContents(): void {
    this.#left = padding(this.#fileSize);
    if (this.#left > 0) this.#due = "padding";
    else this.#endFile();
  }

  #endFile(): void {
    this.#left = 0;
    this.#handler.endFile();
    this.#due = "node )";
  }

  /** One step of the grammar. */
  #take(text: string): void {
    const due = this.#due;
    if (due in KEYWORDS) {
      // `in` does not narrow the type of a key.
      const [word, next] = KEYWORDS[due as keyof typeof KEYWORDS];
      this.#keyword(text, word, next);
    } else if (due === "entry )") {
      this.#keyword(text, ")", "entry or )");
      this.#name = "";
    } else if (due === "node )") this.#keyword(text, ")", this.#folders.length === 0 ? "end" : "entry )");
    else if (due === "name") this.#takeName(text);
    else if (due === "type name") this.#takeType(text);
    else if (due === "target") this.#takeTarget(text);
    else if (due === "entry or )") {
      if (text === ")") this.#endDirectory();
      else this.#keyword(text, "entry", "entry (");
    } else if (due === "file field") {
      this.#executable = text === "executable";
      if (this.#executable) this.#due = "executable value";
      else this.#keyword(text, "contents", "contents");
    } else if (text === MAGIC) this.#due = "node (";
    else throw this.#error(`not a Nix archive, it does not start with ${MAGIC}`);
  }

  #keyword(text: string, word: string, next: Due): void {
    if (text !== word) throw this.#error(`${quote(text)} where ${quote(word)} is due`);
    this.#due = next;
  }

  #takeType(type: string): void {
    if (type === "regular") this.#due = "file field";
    else if (type === "symlink") this.#due = "target field";
    else if (type === "directory") {
      if (this.#folders.length === MAX_DEPTH) throw this.#error(`folders are nested more than ${MAX_DEPTH} deep`);
      this.#handler.directory(this.#name);
      this.#folders.push({ name: this.#name, last: undefined });
      this.#name = "";
      this.#due = "entry or )";
    } else throw this.#error(`the unknown type ${quote(type)}`);
  }

  #takeTarget(target: RawName): void {
    if (target === "") throw this.#error("a symlink without a target");
    if (target.includes("\0")) throw this.#error("a symlink target with a NUL byte");
    this.#handler.symlink(this.#name, target);
    this.#due = "node )";
  }

  #takeName(name: RawName): void {
    const fault = nameFault(name);
    if (fault !== undefined) throw this.#error(`the name ${quote(name)} ${fault}`);
    const folder = this.#folders.at(-1);
    if (folder?.last !== undefined && name <= folder.last) {
      const fault = name === folder.last ? "comes twice" : `comes after ${quote(folder.last)}, unsorted`;
      throw this.#error(`the name ${quote(name)} ${fault}`);
    }
    if (folder !== undefined) folder.last = name;
    this.#name = name;
    this.#due = "node field";
  }

  #endDirectory(): void {
    this.#handler.endDirectory();
    this.#name = this.#folders.pop()?.name ?? "";
    this.#due = this.#folders.length === 0 ? "end" : "entry )";
  }

  #error(what: string): NarError {
    const names = [...this.#folders.slice(1).map((folder) => folder.name), this.#name].filter(Boolean);
    return new NarError(`broken archive at byte ${this.#at}, in /${showName(names.join("/"))}: ${what}`);
  }
}

function quote(raw: RawName): string {
  return JSON.stringify(showName(raw));
}

/** May be inexact above 2^53, where it is too long in any case. */
function readLength(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
}

function padding(length: number): number {
  return -length & 7;
}
