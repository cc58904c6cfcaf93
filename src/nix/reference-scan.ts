/** The characters of Nix32, by code. */
const IS_NIX32 = new Uint8Array(256);
for (const char of "0123456789abcdfghijklmnpqrsvwxyz") IS_NIX32[char.charCodeAt(0)] = 1;

const LENGTH = 32;

/**
 * Finds out which hash parts of store paths stand in bytes, which come in pieces of any size: what an archive with them refers
 * to (NixOS/nix: src/libutil/references.cc). Only those that are asked for are found.
 */
export class ReferenceScan {
  readonly #wanted: ReadonlySet<string>;
  readonly #found = new Set<string>();
  /** The end of the last piece: a hash part may go on in the next one. */
  #tail = Buffer.alloc(0);

  constructor(hashParts: Iterable<string>) {
    this.#wanted = new Set(hashParts);
  }

  push(piece: Uint8Array): void {
    const tail = this.#tail;
    // What is across the border first, then the piece itself without a copy of it.
    this.#scan(Buffer.concat([tail, piece.subarray(0, LENGTH - 1)]));
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    this.#scan(bytes);
    this.#tail = Buffer.concat([tail, bytes.subarray(Math.max(0, bytes.length - LENGTH + 1))]).subarray(-(LENGTH - 1));
  }

  /** Those that have been found so far. */
  get found(): ReadonlySet<string> {
    return this.#found;
  }

  /** Looks at the end of each window first: a character that is none of Nix32 rules out all windows that have it. */
  #scan(bytes: Buffer): void {
    for (let at = 0; at + LENGTH <= bytes.length; ) {
      let back = LENGTH - 1;
      while (back >= 0 && IS_NIX32[bytes[at + back] ?? 0] === 1) back--;
      if (back >= 0) {
        at += back + 1;
        continue;
      }
      const part = bytes.toString("latin1", at, at + LENGTH);
      if (this.#wanted.has(part)) this.#found.add(part);
      at++;
    }
  }
}
