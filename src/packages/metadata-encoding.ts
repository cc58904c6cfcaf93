// By its default export: a name that an older Node does not have would keep the program from saying that it is too old.
import zlib from "node:zlib";

/** Far more than any narinfo has. */
export const MAX_METADATA_BYTES = 4 << 20;

/** By the first bytes of a file. */
const DECODERS = [
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), decode: zlib.zstdDecompressSync },
  { magic: Buffer.from([0x1f, 0x8b]), decode: zlib.gunzipSync },
] as const;

/**
 * A narinfo or nix-cache-info as text. A bucket may keep them compressed and say so in a header only, and the daemon, which
 * asked for nothing of the kind, passes on what it gets. Brotli has no mark of its own, so what is no text is tried as that.
 * What cannot be decoded stays as it is, for the parser to refuse.
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

/** Texts of caches are lines of ASCII. */
const isText = (bytes: Buffer): boolean => /^[\t\n\r\x20-\x7e]*$/.test(bytes.toString("latin1", 0, 64));
