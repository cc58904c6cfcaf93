import { FormatError } from "./format-error.ts";

/** No e, o, u, t: Nix avoids words in hashes. */
const ALPHABET = "0123456789abcdfghijklmnpqrsvwxyz";

const VALUES: ReadonlyMap<string, number> = new Map([...ALPHABET].map((char, value) => [char, value]));

/** How many characters `size` bytes take: 20 bytes make 32, 32 bytes make 52. */
function encodedLength(size: number): number {
  return Math.ceil((size * 8) / 5);
}

/**
 * Nix's base-32 (NixOS/nix: doc/manual/source/protocols/nix32.md). The character n places from the right carries the
 * bits 5n to 5n+4 of the bytes read as one little-endian number, so the text shows the last byte first:
 * [0x1f] is "0z", and [0x00, 0x80] is "1000".
 */
export function encodeNix32(bytes: Uint8Array): string {
  let text = "";
  for (let n = encodedLength(bytes.length) - 1; n >= 0; n--) {
    const bit = n * 5;
    const pair = (bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8);
    text += ALPHABET[(pair >> (bit & 7)) & 31];
  }
  return text;
}

/**
 * The `size` bytes that `text` stands for.
 * @throws FormatError on a wrong length, a character outside the alphabet, or bits set past the last byte
 */
export function decodeNix32(text: string, size: number): Uint8Array<ArrayBuffer> {
  const length = encodedLength(size);
  if (text.length !== length) {
    throw new FormatError(`a Nix32 hash of ${size} bytes has ${length} characters, not ${text.length}: "${text}"`);
  }
  // One byte more than asked for catches the bits that the leading character carries too many.
  const bytes = new Uint8Array(size + 1);
  for (let n = 0; n < length; n++) {
    const char = text.charAt(length - 1 - n);
    const value = VALUES.get(char);
    if (value === undefined) throw new FormatError(`"${char}" is not a Nix32 character, in "${text}"`);
    const bit = n * 5;
    const shifted = value << (bit & 7);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (shifted & 255);
    if (shifted > 255) bytes[(bit >> 3) + 1] = (bytes[(bit >> 3) + 1] ?? 0) | (shifted >> 8);
  }
  if (bytes[size] !== 0) throw new FormatError(`the Nix32 hash "${text}" has bits past its last byte`);
  return bytes.slice(0, size);
}
