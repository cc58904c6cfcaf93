import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { decompress } from "../../src/nix/decompress.ts";
import { FormatError } from "../../src/nix/format-error.ts";
import type { SniffedCompression } from "../../src/nix/sniff-compression.ts";

const hasXz = spawnSync("xz", ["--version"]).error === undefined;
const hasZstd = spawnSync("zstd", ["--version"]).error === undefined;
const hasBzip2 = spawnSync("bzip2", ["--help"]).error === undefined;

let dir: string;
const path = process.env.PATH;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-decompress-"));
});

afterEach(() => {
  process.env.PATH = path;
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function decoded(compression: SniffedCompression, input: Uint8Array, size = 1 << 20): Promise<Buffer> {
  const file = join(dir, "input");
  writeFileSync(file, input);
  const pieces: Uint8Array[] = [];
  for await (const piece of decompress(compression, file, size)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const TEXT = Buffer.from("hello, hello\n");
const XZ = Buffer.from(
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAMaGVsbG8sIGhlbGxvCgAAAAC8eq+JkvwkygABJQ1xGcS2H7bzfQEAAAAABFla",
  "base64",
);
const BZIP2 = Buffer.from("QlpoOTFBWSZTWZ88EfMAAANRAAAQQAQCRKAAISmjEIYC8oNwoeLuSKcKEhPngj5g", "base64");

function changedBit(input: Uint8Array, place: number): Buffer {
  const changed = Buffer.from(input);
  changed[place] = (changed[place] ?? 0) ^ 16;
  return changed;
}

const whole: [SniffedCompression, Buffer, Buffer][] = [
  ["none", TEXT, TEXT],
  ["gzip", gzipSync(TEXT), TEXT],
  ["zstd", zstdCompressSync(TEXT), TEXT],
  ...(hasXz ? [["xz", XZ, TEXT] satisfies [SniffedCompression, Buffer, Buffer]] : []),
  ...(hasBzip2 ? [["bzip2", BZIP2, TEXT] satisfies [SniffedCompression, Buffer, Buffer]] : []),
];
const compressed = whole.filter(([compression]) => compression !== "none");

test.each(whole)("%s is decoded", async (compression, input, output) => {
  expect(await decoded(compression, input)).toEqual(output);
});

test.each(compressed)("%s that is cut short is an error", async (compression, input) => {
  for (let length = 0; length < input.length; length += compression === "xz" ? 9 : 1) {
    await expect(decoded(compression, input.subarray(0, length)), `${length} bytes`).rejects.toThrow(FormatError);
  }
});

test.each(compressed)("%s with bytes after its end is an error", async (compression, input) => {
  for (const tail of ["x", "garbage!"]) {
    const bytes = Buffer.concat([input, Buffer.from(tail)]);
    await expect(decoded(compression, bytes)).rejects.toThrow(FormatError);
  }
});

test.each(compressed)("several %s streams in a row are all decoded", async (compression, input, output) => {
  expect(await decoded(compression, Buffer.concat([input, input, input]))).toEqual(
    Buffer.concat([output, output, output]),
  );
});

test("zstd skips frames that hold no data", async () => {
  const skippable = Buffer.from("502a4d1804000000aabbccdd", "hex");
  const frame = zstdCompressSync(TEXT);
  expect(await decoded("zstd", Buffer.concat([skippable, frame, skippable]))).toEqual(TEXT);
});

test("small zstd files are never blown up to more than was announced", async () => {
  const bomb = zstdCompressSync(Buffer.alloc(50_000_000));
  await expect(decoded("zstd", bomb, 1000)).rejects.toThrow("damaged zstd file: it holds more than 1000 bytes");
});

test("large zstd files of many frames are decoded, with the program and without", async () => {
  // Above the limits for decoding at once.
  const frames = Array.from({ length: 12 }, (_, i) => Buffer.alloc(1 << 20, i + 1));
  const input = Buffer.concat(frames.map((frame) => zstdCompressSync(frame)));
  const output = Buffer.concat(frames);
  if (hasZstd) expect((await decoded("zstd", input, output.length)).equals(output)).toBe(true);
  process.env.PATH = dir;
  expect((await decoded("zstd", input, output.length)).equals(output)).toBe(true);
});

test.skipIf(!hasZstd)("what the zstd program complains of is in the error", async () => {
  const input = zstdCompressSync(Buffer.alloc(1000)).subarray(0, -1);
  await expect(decoded("zstd", input, 20_000_000)).rejects.toThrow(/^damaged zstd file: .*premature end/);
});

test.skipIf(!hasBzip2).each([
  ["is cut short", BZIP2.subarray(0, -1), "Compressed file ends unexpectedly"],
  ["has a changed bit", changedBit(BZIP2, 30), "Data integrity error when decompressing"],
  ["has a wrong checksum", changedBit(BZIP2, BZIP2.length - 2), "Data integrity error when decompressing"],
  ["goes on after the end", Buffer.concat([BZIP2, TEXT]), "trailing garbage after EOF ignored"],
  ["is something else", TEXT, "(stdin) is not a bzip2 file"],
])(
  "what the bzip2 program complains of is in the error, without its advice: a file that %s",
  async (_, input, message) => {
    await expect(decoded("bzip2", input)).rejects.toMatchObject({ message: `damaged bzip2 file: ${message}` });
  },
);

test.each(["xz", "bzip2"] as const)("without a program for %s the error says so", async (compression) => {
  process.env.PATH = dir;
  await expect(decoded(compression, TEXT)).rejects.toThrow(`no program "${compression}" in PATH to decode it`);
});

test.skipIf(!hasXz)("a program is stopped when its reader stops", async () => {
  const file = join(dir, "zeros.xz");
  writeFileSync(file, execFileSync("xz", ["-1", "--stdout"], { input: Buffer.alloc(100_000_000) }));
  for await (const piece of decompress("xz", file, 100_000_000)) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean);
  const names = children.map((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim());
  expect(names).not.toContain("xz");
});

test("a file that is not there is a plain error, not a damaged file", async () => {
  for (const [compression] of whole) {
    const read = async () => {
      for await (const _ of decompress(compression, join(dir, "missing"), 1));
    };
    await expect(read()).rejects.toThrow("ENOENT");
  }
});

test("a decoder that is killed says nothing of the file", async () => {
  const folder = join(dir, "killed");
  mkdirSync(folder);
  writeFileSync(join(folder, "xz"), "#!/bin/sh\nkill -9 $$\n", { mode: 0o755 });
  process.env.PATH = `${folder}:${path}`;
  const error = await decoded("xz", XZ).catch((reason: unknown) => reason);
  expect(error).not.toBeInstanceOf(FormatError);
  expect(error).toMatchObject({ message: "xz was ended by SIGKILL", syscall: "wait" });
});

const BZIP2_EMPTY = Buffer.from("425a683917724538509000000000", "hex");

const emptyStreams: [string, SniffedCompression, Buffer][] = [
  ["bzip2", "bzip2", BZIP2_EMPTY],
  ["zstd", "zstd", Buffer.from("28b52ffd2000010000", "hex")],
  ["zstd that is skipped", "zstd", Buffer.from("5f2a4d1800000000", "hex")],
  ["gzip", "gzip", gzipSync("")],
  ["xz", "xz", Buffer.from("/Td6WFoAAATm1rRGAAAAABzfRCEftvN9AQAAAAAEWVo=", "base64")],
];

test.each(emptyStreams)(
  "a file of empty streams (%s) is refused before anything is decoded",
  async (_, compression, one) => {
    process.env.PATH = "/nowhere"; // no program could decode it
    const file = join(dir, "input");
    const first = zstdCompressSync(TEXT);
    const many = Buffer.concat([...(compression === "zstd" ? [first] : []), ...Array<Buffer>(30_000).fill(one)]);
    writeFileSync(file, many);
    const most = 256 + Math.floor(many.length / 4096);
    const pieces: Uint8Array[] = [];
    const decoding = (async () => {
      for await (const piece of decompress(compression, file, 1 << 20)) pieces.push(piece);
    })();
    const message = `damaged ${compression} file: it has more than ${most} streams in ${many.length} bytes`;
    await expect(decoding).rejects.toThrow(message);
    expect(pieces).toEqual([]);
  },
);

test("some streams in a row are decoded, empty ones too, and what only looks like the beginning of one is none", async () => {
  const text = Buffer.from("BZh9\x1f\x8b\x08 BZh \xfd7zXZ".repeat(2000), "latin1");
  const many = Array<Buffer>(200).fill(zstdCompressSync(""));
  expect(await decoded("zstd", Buffer.concat([...many, zstdCompressSync(text)]))).toHaveLength(text.length);
  expect(await decoded("gzip", Buffer.concat(Array<Buffer>(200).fill(gzipSync(TEXT))))).toHaveLength(200 * TEXT.length);
  // Stored as it is, it is longer than a piece that is looked through at once.
  const stored = Buffer.concat([text.subarray(0, 9000), randomBytes(3 << 20)]);
  expect((await decoded("gzip", gzipSync(stored, { level: 0 }), 4 << 20)).equals(stored)).toBe(true);
});

test.runIf(hasBzip2)("streams are counted across the pieces in which a file is read", async () => {
  const file = Buffer.alloc(5 << 20);
  for (const [index, before] of [1, 5, 9].entries()) BZIP2_EMPTY.copy(file, ((index + 1) << 20) - before);
  // 5 MB let 1,536 streams expect.
  Buffer.concat(Array<Buffer>(1534).fill(BZIP2_EMPTY)).copy(file, 4 << 20);
  await expect(decoded("bzip2", file)).rejects.toThrow("more than 1536 streams");
});
