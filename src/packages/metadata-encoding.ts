// The default export, since an import of a name that an older Node lacks would fail before the program can say that this Node is too old.
import zlib from "node:zlib";

/** Far more than the size of any narinfo. */
export const MAX_METADATA_BYTES = 4 << 20;

/** Decoders by the first bytes of a file. */
const DECODERS = [
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), decode: zlib.zstdDecompressSync },
  { magic: Buffer.from([0x1f, 0x8b]), decode: zlib.gunzipSync },
] as const;

/**
 * Decompresses a narinfo or nix-cache-info. A bucket may store them compressed and say so only in a header, which the daemon ignores.
 * Brotli files have no magic bytes, so a file that is no text is tried as Brotli. A file that cannot be decoded is returned as it is, and
 * the parser will refuse it.
 */
export function decodeMetadata(bytes: Buffer): Buffer {
  const known = DECODERS.find(({ magic }) => bytes.subarray(0, magic.length).equals(magic));
  if (known === undefined && isText(bytes)) return bytes;
  try {
    return (known?.decode ?? zlib.brotliDecompressSync)(bytes, { maxOutputLength: MAX_METADATA_BYTES });
  } catch {
    return bytes;
  }
}

/** Whether a file begins with ASCII text, as metadata of caches does. */
const isText = (bytes: Buffer): boolean => /^[\t\n\r\x20-\x7e]*$/.test(bytes.toString("latin1", 0, 64));
