import type { UnpackSpec } from "../helper/unpack-spec.ts";
import type { ClosureEntry } from "../nix/closure.ts";

/** What the helper program "unpack" is told of archives that are mounted at /nars/0, /nars/1 …, all for one output. */
export function unpackSpecification(entries: readonly ClosureEntry[]): UnpackSpec["paths"] {
  return entries.map((entry, index) => ({
    storePath: entry.path.path,
    nar: `/nars/${index}`,
    compression: entry.compression,
    narHash: entry.narHash,
    narSize: entry.narSize,
    ...(entry.trust.by === "content" ? { contentHash: entry.trust.contentHash } : {}),
    output: "/out",
  }));
}
