import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeMetadata } from "../../src/packages/metadata-encoding.ts";
import { RIPGREP } from "../nix/real-narinfos.ts";

it.each([
  ["as it is", (bytes: Buffer) => bytes],
  ["in zstd", zstdCompressSync],
  ["in gzip", gzipSync],
  ["in brotli", brotliCompressSync],
])("a narinfo %s is its text", (_, encode) => {
  expect(decodeMetadata(encode(Buffer.from(RIPGREP))).toString()).toBe(RIPGREP);
});

it("what is neither stays as it is", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const text = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), bytes]);
      expect(decodeMetadata(text).equals(text)).toBe(true);
    }),
  );
});

it("what grows beyond any narinfo is not decoded", () => {
  const bomb = gzipSync(Buffer.alloc(8 << 20));
  expect(decodeMetadata(bomb).equals(bomb)).toBe(true);
});
