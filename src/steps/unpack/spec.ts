import { parseCompression } from "../../nix/compression.ts";
import { parseContentHash, parseNarHash } from "../../nix/nar-hash.ts";
import { parseStorePath } from "../../nix/store-path.ts";
import { absolutePath, listOf, optional, parsed, record, text, wholeNumber } from "../helper/shape.ts";
import { specOf } from "../helper/spec.ts";

/** An archive to unpack. */
const unpackTask = record({
  storePath: parsed(text, parseStorePath),
  /** The compressed archive. */
  nar: absolutePath,
  compression: parsed(text, parseCompression),
  narHash: parsed(text, parseNarHash),
  narSize: wholeNumber,
  /** For a path that only its content address vouches for: the archive must be one file with this hash. */
  contentHash: optional(parsed(text, parseContentHash)),
  /** The folder below which `nix/store/<name>` is written. Several paths may share it. */
  output: absolutePath,
});

/** What the native program `unpack` is given: archives, in any order. Its end of it is unpack/src/spec.rs. */
export const unpackSpec = specOf("unpack", { paths: listOf(unpackTask) });
