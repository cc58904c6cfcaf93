import { closeSync, openSync, readSync } from "node:fs";
import type { Compression } from "./compression.ts";

/** Those that the first bytes of a file tell. A file of Brotli has no such bytes. */
export type SniffedCompression = Exclude<Compression, "br">;

/** How files begin, in hexadecimal. */
const MAGIC: readonly (readonly [string, SniffedCompression])[] = [
  ["1f8b", "gzip"],
  ["fd377a585a00", "xz"],
  ["28b52ffd", "zstd"],
  ["425a68", "bzip2"],
];

/** The compression of a file as its first bytes tell; "none" for any other. */
export function sniffCompression(file: string): SniffedCompression {
  const head = Buffer.alloc(6);
  const handle = openSync(file, "r");
  try {
    readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  const begin = head.toString("hex");
  return MAGIC.find(([magic]) => begin.startsWith(magic))?.[1] ?? "none";
}
