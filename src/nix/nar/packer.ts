import type { RawName } from "./name.ts";

/** Strings of an archive are short and many: they are handed on together, in pieces of about this many bytes. */
const PIECE = 1 << 18;

/** Collects the strings of an archive, each with its length before it and zeros up to a multiple of 8 behind it. */
export class Packer {
  #piece = Buffer.allocUnsafe(PIECE);
  #length = 0;

  /** Whether it is time to `take` what there is. */
  get isFull(): boolean {
    return this.#length > PIECE / 2;
  }

  words(...texts: RawName[]): void {
    for (const text of texts) {
      this.size(text.length);
      this.#reserve(text.length + 8);
      this.#length += this.#piece.write(text, this.#length, "latin1");
      this.#pad(text.length);
    }
  }

  /** The length of a string whose bytes follow. */
  size(bytes: number): void {
    this.#reserve(8);
    this.#length = this.#piece.writeUInt32LE(bytes % 2 ** 32, this.#length);
    this.#length = this.#piece.writeUInt32LE(Math.floor(bytes / 2 ** 32), this.#length);
  }

  /** The zeros behind a string of this many bytes, whose own bytes were handed on elsewhere. */
  padding(bytes: number): void {
    this.#reserve(8);
    this.#pad(bytes);
  }

  /** Lets `read` write up to `bytes` bytes; it says how many there were. */
  fill(bytes: number, read: (target: Buffer) => number): number {
    this.#reserve(bytes);
    const count = read(this.#piece.subarray(this.#length, this.#length + bytes));
    this.#length += count;
    return count;
  }

  /** All that was collected since the last time. */
  take(): Uint8Array {
    const taken = this.#piece.subarray(0, this.#length);
    this.#piece = this.#piece.subarray(this.#length);
    this.#length = 0;
    return taken;
  }

  #pad(bytes: number): void {
    const zeros = -bytes & 7;
    this.#piece.fill(0, this.#length, this.#length + zeros);
    this.#length += zeros;
  }

  #reserve(bytes: number): void {
    if (this.#piece.length - this.#length >= bytes) return;
    const piece = Buffer.allocUnsafe(Math.max(PIECE, this.#length + bytes));
    this.#piece.copy(piece, 0, 0, this.#length);
    this.#piece = piece;
  }
}
