import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { decompress } from "../../src/nix/decompress.ts";
import { FormatError } from "../../src/nix/format-error.ts";
import { type FuzzTarget, refusing } from "./target.ts";

/** Those that this process decodes; the others are programs of their own. */
const KINDS = ["zstd", "gzip"] as const;
const MAX_OUTPUT = 1 << 20;

const TEXT = Buffer.from("a text that says the same, says the same, says the same\n".repeat(20));

/** The first byte says which compression the others are read as. */
export const streams: FuzzTarget = {
  seeds: [zstdCompressSync(TEXT), gzipSync(TEXT)].map((bytes, kind) => Buffer.concat([Buffer.from([kind]), bytes])),
  run: refusing(FormatError, async (_, [kind = 0, ...bytes]) => {
    const folder = mkdtempSync(join(tmpdir(), "decl-fuzz-"));
    try {
      const file = join(folder, "stream");
      writeFileSync(file, Buffer.from(bytes));
      let size = 0;
      for await (const piece of decompress(KINDS[kind % KINDS.length] ?? "gzip", file, MAX_OUTPUT)) {
        size += piece.length;
        if (size > MAX_OUTPUT) break;
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }),
};
