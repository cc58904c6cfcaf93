import { createHash } from "node:crypto";
import { FormatError } from "./format-error.ts";
import { decodeNix32, encodeNix32 } from "./nix32.ts";

const SHA256_BYTES = 32;

declare const hashed: unique symbol;

/** A SHA-256 hash in its one canonical form, `sha256:<52 Nix32 characters>`: equal hashes are equal strings. */
export type Sha256<Of extends string = string> = string & { readonly [hashed]: Of };

/** The hash of an uncompressed archive: what signatures cover and what the unpacked bytes must have. */
export type NarHash = Sha256<"nar">;

/** The hash of the file as a cache serves it, compressed. Never to be mixed up with the NarHash. */
export type FileHash = Sha256<"file">;

/** The hash of a single file's contents: what flat content addresses have. */
export type ContentHash = Sha256<"content">;

/**
 * Reads `sha256:` with Nix32, base16 or base64 behind it, `sha256-` with base64 (SRI), or one of them without a prefix.
 * @throws FormatError on another algorithm, a wrong length or a non-canonical encoding
 */
export const parseNarHash: (text: string) => NarHash = parse;

/** As `parseNarHash`, for a FileHash. */
export const parseFileHash: (text: string) => FileHash = parse;

/** As `parseNarHash`, for a content hash. */
export const parseContentHash: (text: string) => ContentHash = parse;

function parse<Of extends string>(text: string): Sha256<Of> {
  const [, algorithm, separator, digits = ""] = /^(?:([a-z0-9]+)([:-]))?(.*)$/s.exec(text) ?? [];
  if (algorithm !== undefined && algorithm !== "sha256") {
    throw new FormatError(`"${text}" is not a SHA-256 hash but ${algorithm}`);
  }
  return sha256Of(decode(text, digits, separator === "-"));
}

function decode(text: string, digits: string, isSri: boolean): Uint8Array {
  if (!isSri && digits.length === 64 && /^[0-9a-f]+$/i.test(digits)) return Buffer.from(digits, "hex");
  if (!isSri && digits.length === 52) return decodeNix32(digits, SHA256_BYTES);
  const bytes = Buffer.from(digits, "base64");
  if (digits.length === 44 && bytes.length === SHA256_BYTES && bytes.toString("base64") === digits) return bytes;
  throw new FormatError(`"${text}" is not a SHA-256 hash in Nix32, base16 or base64`);
}

/** The hash with these 32 bytes, e.g. what `createHash("sha256").digest()` returns. */
export function sha256Of<Of extends string>(digest: Uint8Array): Sha256<Of> {
  if (digest.length !== SHA256_BYTES) throw new FormatError(`a SHA-256 hash has 32 bytes, not ${digest.length}`);
  // The cast makes the brand: here alone a string becomes a hash.
  return `sha256:${encodeNix32(digest)}` as Sha256<Of>;
}

/** The 32 bytes. */
function hashBytes(hash: Sha256): Uint8Array<ArrayBuffer> {
  return decodeNix32(hash.slice("sha256:".length), SHA256_BYTES);
}

/** 64 lower-case hexadecimal digits, without a prefix; BuildKit's digest is `sha256:` and these. */
export function hashHex(hash: Sha256): string {
  return Buffer.from(hashBytes(hash)).toString("hex");
}

/** `sha256-` and base64, the form of Subresource Integrity and of new Nix output. */
export function hashSri(hash: Sha256): string {
  return `sha256-${Buffer.from(hashBytes(hash)).toString("base64")}`;
}

/** The hash of a text, in that form. */
export function sha256Sri(text: string): string {
  return hashSri(sha256Of(createHash("sha256").update(text).digest()));
}
