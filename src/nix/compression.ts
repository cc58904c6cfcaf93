import { FormatError } from "./format-error.ts";

/** The compressions that this program reads, by the names of narinfo's Compression field. */
export const COMPRESSIONS = ["none", "xz", "zstd", "bzip2", "gzip", "br"] as const;

export type Compression = (typeof COMPRESSIONS)[number];

/** @throws FormatError on a name this program has no decoder for, though Nix may have (lzip, lz4, …) */
export function parseCompression(name: string): Compression {
  const known = COMPRESSIONS.find((compression) => compression === name);
  if (known !== undefined) return known;
  throw new FormatError(`the compression "${name}" is unknown; known are ${COMPRESSIONS.join(", ")}`);
}
