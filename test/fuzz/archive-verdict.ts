import { createHash } from "node:crypto";
import { FormatError } from "../../src/nix/format-error.ts";
import type { NarHandler } from "../../src/nix/nar/handler.ts";
import type { RawName } from "../../src/nix/nar/name.ts";
import { NarReader } from "../../src/nix/nar/reader.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";

/** What a reader makes of an archive: a hash of all that it has, or why it is none. */
export interface Verdict {
  readonly accepted: boolean;
  readonly text: string;
}

/** That of the reader of src/nix, which gets pieces of so many bytes. */
export function verdictOf(nar: Uint8Array, piece: number): Verdict {
  const { handler, finish } = hashing();
  const reader = new NarReader(handler);
  try {
    for (let at = 0; at < nar.length; at += piece) reader.push(nar.subarray(at, at + piece));
    reader.end();
    return { accepted: true, text: finish() };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { accepted: false, text: error.message };
  }
}

/** The hash that unpack/src/fuzz/contents_hash.rs makes. */
function hashing(): { readonly handler: NarHandler; readonly finish: () => string } {
  const hash = createHash("sha256");
  let size = 0;
  const tell = (kind: string, bytes: Uint8Array) => hash.update(kind).update(numberOf(bytes.length)).update(bytes);
  const tellName = (kind: string, name: RawName) => tell(kind, Buffer.from(name, "latin1"));
  const handler: NarHandler = {
    directory: (name) => void tellName("d", name),
    endDirectory: () => void tellName(")", ""),
    file: (name, executable) => {
      tellName(executable ? "x" : "f", name);
      size = 0;
    },
    data: (bytes) => {
      hash.update(bytes);
      size += bytes.length;
    },
    endFile: () => void tell("e", numberOf(size)),
    symlink: (name, target) => {
      tellName("s", name);
      tellName("t", target);
    },
  };
  return { handler, finish: () => sha256Of(hash.digest()) };
}

function numberOf(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** In one form: the ways to write a control character, with backslashes before it, and numbers above 2^53. */
export const plain = (text: string) =>
  text
    .replaceAll(/\\*(?:\\(?:u[0-9a-f]{4}|[bfnrt])|[\p{Cc}\p{Bidi_Control}\u2028\u2029])/gu, "?")
    .replaceAll(/of \d{16,} bytes/g, "of many bytes");
