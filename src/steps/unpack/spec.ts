import { type Compression, parseCompression } from "../../nix/compression.ts";
import { FormatError } from "../../nix/format-error.ts";
import { type ContentHash, type NarHash, parseContentHash, parseNarHash } from "../../nix/nar-hash.ts";
import { parseStorePath, type StorePath } from "../../nix/store-path.ts";
import { UsageError } from "../helper/failure.ts";
import type { SpecReader } from "../helper/spec.ts";

/** What `unpack` is given, as JSON. */
export interface UnpackSpec {
  readonly paths: readonly {
    readonly storePath: string;
    /** The compressed archive. */
    readonly nar: string;
    readonly compression: Compression;
    readonly narHash: string;
    readonly narSize: number;
    /** For a path that only its content address vouches for: the archive must be one file with this hash. */
    readonly contentHash?: string;
    /** The folder below which `nix/store/<name>` is written. Several paths may share it. */
    readonly output: string;
  }[];
}

/** One path of it, checked. */
export interface UnpackTask {
  readonly path: StorePath;
  readonly nar: string;
  readonly compression: Compression;
  readonly narHash: NarHash;
  readonly narSize: number;
  readonly contentHash?: ContentHash;
  readonly output: string;
}

/** @throws UsageError */
export function readUnpackSpec(spec: SpecReader): readonly UnpackTask[] {
  return spec.objects("paths").map((entry) => {
    const contentHash = entry.optionalText("contentHash");
    try {
      return {
        path: parseStorePath(entry.text("storePath")),
        nar: entry.path("nar"),
        compression: parseCompression(entry.text("compression")),
        narHash: parseNarHash(entry.text("narHash")),
        narSize: entry.number("narSize"),
        ...(contentHash !== undefined && { contentHash: parseContentHash(contentHash) }),
        output: entry.path("output"),
      };
    } catch (error) {
      throw error instanceof FormatError ? new UsageError(error.message) : error;
    }
  });
}
