import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Compression } from "../../src/nix/compression.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { numbers } from "../fuzz/mutate.ts";
import { file, narOf } from "../nix/nar/trees.ts";
import { runUnpack } from "./program.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-unpack-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const compress: Record<Exclude<Compression, "none">, (bytes: Uint8Array) => Buffer> = {
  gzip: (bytes) => gzipSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
  xz: (bytes) => execFileSync("xz", ["--stdout"], { input: bytes, maxBuffer: 1 << 30 }),
  bzip2: (bytes) => execFileSync("bzip2", ["--stdout"], { input: bytes, maxBuffer: 1 << 30 }),
};
const COMPRESSIONS = ["gzip", "br", "zstd", "xz", "bzip2"] as const;
const IN_A_ROW = COMPRESSIONS.filter((compression) => compression !== "br");

const NAR = narOf(file("hello, hello\n".repeat(100)));

/** Why a file that should hold `nar` cannot be unpacked: "" where it can. */
function refusal(compression: Compression, packed: Uint8Array, nar = NAR): string {
  const storePath = `/nix/store/${"0".repeat(32)}-x`;
  writeFileSync(join(dir, "packed"), packed);
  rmSync(join(dir, "out"), { recursive: true, force: true });
  const narHash = sha256Of(createHash("sha256").update(nar).digest());
  const task = { storePath, nar: join(dir, "packed"), compression, narHash, narSize: nar.length };
  const { code, stderr } = runUnpack({ paths: [{ ...task, output: join(dir, "out") }] });
  expect(code).toBe(stderr === "" ? 0 : 1);
  return stderr.trimEnd().replace(`error: cannot unpack ${storePath} from ${dir}/packed: `, "");
}

test.each(COMPRESSIONS)("%s that is cut short is an error", (compression) => {
  const packed = compress[compression](NAR);
  for (let length = 1; length < packed.length; length++) {
    // Of a head alone it may be more than that.
    expect(refusal(compression, packed.subarray(0, length)), `${length} bytes`).toMatch(/^damaged \S+ file: /);
  }
  expect(refusal(compression, packed.subarray(0, -1))).toBe(`damaged ${compression} file: it is cut short`);
  expect(refusal(compression, packed.subarray(0, 0))).toContain("the archive is cut short");
});

test.each(COMPRESSIONS)("%s with bytes after its end is an error", (compression) => {
  for (const tail of ["x", "garbage!", "\0", "\0\0\0"]) {
    const bytes = Buffer.concat([compress[compression](NAR), Buffer.from(tail)]);
    expect(refusal(compression, bytes)).toMatch(/^damaged \S+ file: /);
  }
});

test.each(IN_A_ROW)(
  "several %s streams in a row are all decoded, wherever the file is cut into pieces",
  (compression) => {
    const pieces = [0, 1, 7, 100].map((at, index, all) => NAR.subarray(at, all[index + 1] ?? NAR.length));
    expect(refusal(compression, Buffer.concat(pieces.map((piece) => compress[compression](piece))))).toBe("");
    // As long as some of the pieces in which a file is read.
    const random = numbers(3);
    const contents = Buffer.alloc(700_000);
    for (let at = 0; at < contents.length; at++) contents[at] = random(256);
    const nar = narOf(file(contents));
    const large = Array.from({ length: 8 }, (_, index) => nar.subarray(index * 90_000, (index + 1) * 90_000));
    expect(refusal(compression, Buffer.concat(large.map((piece) => compress[compression](piece))), nar)).toBe("");
  },
);

test("xz may have zeros between streams, four at a time, and zstd frames that hold no data", () => {
  const [one, other] = [NAR.subarray(0, 50), NAR.subarray(50)];
  const xz = (zeros: number) => Buffer.concat([compress.xz(one), Buffer.alloc(zeros), compress.xz(other)]);
  expect(refusal("xz", xz(8))).toBe("");
  expect(refusal("xz", Buffer.concat([xz(4), Buffer.alloc(400_000)]))).toBe("");
  expect(refusal("xz", xz(3))).toBe("damaged xz file: bytes follow its end");
  const skipped = Buffer.from("502a4d1804000000aabbccdd", "hex");
  expect(refusal("zstd", Buffer.concat([skipped, compress.zstd(one), skipped, compress.zstd(other), skipped]))).toBe(
    "",
  );
});

test.each<[Compression, Buffer]>([
  ["bzip2", Buffer.from("425a683917724538509000000000", "hex")],
  ["zstd", Buffer.from("28b52ffd2000010000", "hex")],
  ["zstd", Buffer.from("5f2a4d1800000000", "hex")],
  ["gzip", gzipSync("")],
  ["xz", Buffer.from("/Td6WFoAAATm1rRGAAAAABzfRCEftvN9AQAAAAAEWVo=", "base64")],
])("a %s file of very many empty streams is refused", (compression, one) => {
  const many = Buffer.concat(Array<Buffer>(30_000).fill(one));
  const most = 256 + Math.floor(many.length / 4096);
  expect(refusal(compression, many)).toBe(
    `damaged ${compression} file: it has more than ${most} streams in ${many.length} bytes`,
  );
  const few = Buffer.concat([...Array<Buffer>(200).fill(one), compress[compression as "xz"](NAR)]);
  expect(refusal(compression, few)).toBe("");
});

test.each(COMPRESSIONS)("%s with a changed byte is refused in words, or has another hash", (compression) => {
  const packed = compress[compression](NAR);
  const random = numbers(5);
  for (let count = 0; count < 60; count++) {
    const changed = Buffer.from(packed);
    changed[random(changed.length)] = random(256);
    expect(refusal(compression, changed)).toMatch(
      /^(?:$|damaged \S+ file: \S|broken archive at byte |the archive (?:has the hash|has \d+ bytes|is larger))/,
    );
  }
});

test("an xz file that wants a gigabyte to be decoded is refused", () => {
  const packed = execFileSync("xz", ["--stdout", "--lzma2=dict=1GiB"], { input: NAR });
  expect(refusal("xz", packed)).toBe("damaged xz file: more than 512 MiB of memory are wanted to decode it");
});

test("a zstd frame that wants more than 128 MiB to be decoded is refused", () => {
  const head = Buffer.from("28b52ffd0490", "hex"); // a window of 2^28 bytes
  expect(refusal("zstd", Buffer.concat([head, Buffer.alloc(20)]))).toMatch(
    /^damaged zstd file: Frame requires too much memory/,
  );
});
