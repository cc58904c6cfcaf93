import { type Compression, parseCompression } from "./compression.ts";
import { FormatError } from "./format-error.ts";
import { type FileHash, type NarHash, parseFileHash, parseNarHash } from "./nar-hash.ts";
import { parseStorePath, parseStorePathBase, type StorePath } from "./store-path.ts";

/**
 * What a cache says of one store path. Signatures cover `storePath`, `narHash`, `narSize` and `references`; the rest are
 * hints that cost time when wrong, never trust. Frozen.
 */
export interface Narinfo {
  readonly storePath: StorePath;
  /** Relative to the cache, or absolute; may carry a query. Nothing can be derived from its file name. */
  readonly url: string;
  readonly compression: Compression;
  readonly fileHash?: FileHash;
  /** Bytes of the compressed file. */
  readonly fileSize?: number | undefined;
  readonly narHash: NarHash;
  /** Bytes of the archive, above 0. */
  readonly narSize: number;
  /** In the file's order; may hold the path itself. */
  readonly references: readonly StorePath[];
  /** Base name of the derivation. */
  readonly deriver?: string | undefined;
  /** `keyname:base64`, unchecked. */
  readonly signatures: readonly string[];
  /** A content address, e.g. `fixed:r:sha256:…`, unchecked. */
  readonly ca?: string | undefined;
}

/** Each one of a key that is known takes a tenth of a millisecond to check; real ones have one to three. */
export const MAX_SIGNATURES = 32;

/** The fields that Nix knows. Only Sig may repeat; others (System, and what is to come) are not looked at. */
const SINGLE_FIELDS = new Set([
  "StorePath",
  "URL",
  "Compression",
  "FileHash",
  "FileSize",
  "NarHash",
  "NarSize",
  "References",
  "Deriver",
  "CA",
]);

/**
 * Reads a narinfo (NixOS/nix: src/libstore/nar-info.cc): strict where a mistake could mislead (required fields,
 * duplicates, sizes, a last line cut short), tolerant of unknown fields.
 * @throws FormatError that names the field
 */
export function parseNarinfo(source: string | Uint8Array): Narinfo {
  const { fields, signatures } = readFields(typeof source === "string" ? source : decodeUtf8(source));
  const required = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined || value === "") throw new FormatError(`the narinfo has no ${name}`);
    return value;
  };
  const storePath = inField("StorePath", () => parseStorePath(required("StorePath")));
  const fileHash = fields.get("FileHash");
  const fileSize = fields.get("FileSize");
  const deriver = fields.get("Deriver");
  const ca = fields.get("CA");
  const narinfo: Narinfo = {
    storePath,
    url: inField("URL", () => parseArchiveUrl(required("URL"))),
    // A narinfo without the field is from the time when bzip2 was the only one.
    compression: inField("Compression", () => parseCompression(fields.get("Compression") || "bzip2")),
    // Another algorithm than SHA-256 is legal here and useless to us: as if there were none.
    ...(fileHash?.startsWith("sha256") && { fileHash: inField("FileHash", () => parseFileHash(fileHash)) }),
    ...(fileSize && { fileSize: inField("FileSize", () => parseSize(fileSize)) }),
    narHash: inField("NarHash", () => parseNarHash(required("NarHash"))),
    narSize: inField("NarSize", () => parseSize(required("NarSize"))),
    references: Object.freeze(inField("References", () => parseReferences(fields.get("References") ?? ""))),
    ...(deriver && deriver !== "unknown-deriver" && { deriver }),
    signatures: Object.freeze(signatures),
    ...(ca && { ca }),
  };
  if (narinfo.narSize === 0) throw new FormatError("the narinfo's NarSize is 0");
  return Object.freeze(narinfo);
}

function readFields(text: string): { fields: ReadonlyMap<string, string>; signatures: string[] } {
  const fields = new Map<string, string>();
  const signatures: string[] = [];
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new FormatError("the narinfo does not end with a newline, it may be cut short");
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 0) throw new FormatError(`the narinfo has a line without a colon: "${line.slice(0, 60)}"`);
    const name = line.slice(0, colon);
    const value = line.slice(colon + 2);
    if (name === "Sig") {
      if (signatures.push(value) > MAX_SIGNATURES) {
        throw new FormatError(`the narinfo has more than ${MAX_SIGNATURES} signatures`);
      }
    } else if (SINGLE_FIELDS.has(name)) {
      if (fields.has(name)) throw new FormatError(`the narinfo has ${name} twice`);
      fields.set(name, value);
    }
  }
  return { fields, signatures };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError("the narinfo is not text");
  }
}

function inField<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError) || error.message.startsWith("the narinfo")) throw error;
    throw new FormatError(`the narinfo's ${name} is wrong: ${error.message}`);
  }
}

/**
 * Where an archive is: a path below the cache, or an address of its own. Any other scheme would name something else to the
 * daemon, such as an image or a folder of the client's.
 * @throws FormatError
 */
export function parseArchiveUrl(text: string): string {
  if (/[\s\p{Cc}]/u.test(text)) throw new FormatError("it has white space or control characters");
  const url = URL.canParse(text, CACHE) ? new URL(text, CACHE) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return text;
  throw new FormatError(`"${text}" is neither a path nor an http:// or https:// address`);
}

/** Stands for the cache's own address. */
const CACHE = "https://cache/";

function parseSize(text: string): number {
  const size = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(size)) throw new FormatError(`"${text}" is not a size in bytes`);
  return size;
}

function parseReferences(text: string): StorePath[] {
  const references = text.split(" ").filter(Boolean).map(parseStorePathBase);
  if (new Set(references.map((r) => r.path)).size < references.length) throw new FormatError("it names a path twice");
  return references;
}
