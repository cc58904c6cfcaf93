import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { encodeString, file, folder, narOf, symlink } from "../nix/nar/trees.ts";
import { plain, verdictOf } from "./archive-verdict.ts";
import { type FuzzedProgram, startProgram } from "./fuzzed-program.ts";
import type { FuzzTarget } from "./target.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/unpack-fuzz", import.meta.url));

/** No input may take more, in KiB; a window of xz has up to 512 MiB. */
const MEMORY = 600_000;
const MICROSECONDS = 5_000_000;

/** Bytes before what is read; unpack/src/fuzz.rs says what they mean. */
const HEAD = 3;
/** By the first of these bytes. */
const KINDS = 6;

const SMALL = narOf(folder({ a: file("hello ".repeat(40)), b: file("", true), c: folder({ d: symlink("../a") }) }));
/** By the programs xz and bzip2. */
const XZ =
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ARHAKJdAAaANh/vps6/droaek8r6qRTJO2hIwRx/1u/l2m68ym+JXpxK+m02g1+mo+dXiRt4hQG2Q3fBgNl2jg4xASlkSULwQH2qnw+CJyCDJ/QvDD44B1cOw+gRsGjjVdm5CnJEKG7fh7xWPlcWqaqx3RZMeDmdn1Wgn7dtGyC36wPnP6KweuPnYyTzbfbnQy7hMXTb5DzCpRXVCueZ99Bxli8eUTKlgAAAEIHECpBJKNNAAG+AcgIAAA5GB9jscRn+wIAAAAABFla";
const BZIP2 =
  "QlpoOTFBWSZTWUSw3hcAAQZZgO/yQGOgAD7v32BAADAA+0IwyNNNMjCZGCaAwJJQEwCbUYBGRgCpKJPU3pCemo00BoGGpxPKoXQyTI1cOPHVHbBVWQ2VMlb3gZ6YBzA5OeR/sQ6kHlgyASN2EAvjLdhmSL3tjcXhFRKooyqLuYikNml3Jy+r93Q5u6/V+VlTGVsKfZ0OsY6a2VOojWbXW7VteckL+mO5bNo7b8RHeI8T42RpRwYJgIxNzNri0ssus7ovq22+yykujNfZhmmkiG7F3JFOFCQRLDeFwA==";

/** By the first byte of an input. */
const PACKED = [
  SMALL,
  Buffer.from(XZ, "base64"),
  zstdCompressSync(SMALL),
  gzipSync(SMALL),
  Buffer.from(BZIP2, "base64"),
  brotliCompressSync(SMALL),
];

const inputOf = (packed: Uint8Array, ...head: number[]) => Buffer.concat([Buffer.from(head), packed]);
/** One alone: another process for each takes most of the time. */
const DECODED_BESIDE = inputOf(SMALL, 0, 0, 255);

/** Streams that hold nothing. */
const NO_XZ = Buffer.from("/Td6WFoAAATm1rRGAAAAABzfRCEftvN9AQAAAAAEWVo=", "base64");
const NO_BZIP2 = Buffer.from("425a683917724538509000000000", "hex");
const NO_ZSTD = Buffer.from("502a4d1804000000aabbccdd", "hex");

/** Several streams in one file. */
const IN_A_ROW = [
  inputOf(Buffer.concat([Buffer.from(XZ, "base64"), Buffer.alloc(4), NO_XZ, Buffer.alloc(8)]), 1, 0, 0),
  inputOf(
    Buffer.concat([zstdCompressSync(SMALL.subarray(0, 99)), NO_ZSTD, zstdCompressSync(SMALL.subarray(99))]),
    2,
    0,
    0,
  ),
  inputOf(Buffer.concat([SMALL.subarray(0, 99), SMALL.subarray(99)].map((half) => gzipSync(half))), 3, 0, 0),
  inputOf(Buffer.concat([NO_BZIP2, Buffer.from(BZIP2, "base64"), NO_BZIP2]), 4, 0, 0),
];

/** More than the program lets an archive have. */
const TOO_LARGE = inputOf(zstdCompressSync(narOf(file(Buffer.alloc(3 << 19)))), 2, 0, 0);

const WORDS = [
  "nix-archive-1",
  "(",
  ")",
  "type",
  "regular",
  "executable",
  "",
  "contents",
  "symlink",
  "target",
  "directory",
  "entry",
  "name",
  "node",
];

/** How the program reads an archive, and whether it says what the reader of src/nix says of one that is not compressed. */
export function unpackTarget(start: () => FuzzedProgram): FuzzTarget {
  let program: FuzzedProgram | undefined;
  let counters: Uint8Array = new Uint8Array();
  const sent: Uint8Array[] = [];
  const send = (input: Uint8Array) => {
    program ??= start();
    program.send(input);
    sent.push(input);
    return program;
  };
  return {
    seeds: [
      ...PACKED.flatMap((packed, kind) => [inputOf(packed, kind, 0, 0), inputOf(packed, kind, 7, 5)]),
      DECODED_BESIDE,
      ...IN_A_ROW,
      TOO_LARGE,
    ],
    words: WORDS.map((word) => encodeString(Buffer.from(word)).toString("latin1")),
    ahead: (inputs) => inputs.forEach(send),
    run: async (input) => {
      const reader = sent[0] === input && program !== undefined ? program : send(input);
      const answer = await reader.answer();
      sent.shift();
      counters = answer.counters;
      if (answer.microseconds > MICROSECONDS) throw new Error(`it takes ${answer.microseconds / 1e6} s`);
      if (answer.memory > MEMORY) throw new Error(`it takes ${answer.memory} KiB`);
      if ((input[0] ?? 0) % KINDS === 0) return expectTheSame(input, answer);
      if (!answer.accepted && !IN_WORDS.test(answer.text)) throw new Error(`refused without a word: ${answer.text}`);
    },
    counters: () => counters,
    end: () => program?.end(),
  };
}

/** As unpack/src says what is wrong with a file. */
const IN_WORDS = /^(?:damaged \S+ file: \S|broken archive at byte |the archive is larger than )/;

function expectTheSame(input: Uint8Array, { accepted, text }: { readonly accepted: boolean; readonly text: string }) {
  const other = verdictOf(input.subarray(HEAD), input[1] || input.length);
  if (other.accepted === accepted && plain(other.text) === plain(text)) return;
  const [ours, theirs] = [{ accepted, text }, other].map((verdict) => JSON.stringify(verdict));
  throw new Error(`the native reader says ${ours}, the other one ${theirs}`);
}

export const unpack = unpackTarget(() => startProgram(PROGRAM));
