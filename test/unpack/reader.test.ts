import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { plain, verdictOf } from "../fuzz/archive-verdict.ts";
import { inputsOf } from "../fuzz/corpus.ts";
import { mutate, numbers } from "../fuzz/mutate.ts";
import { targets } from "../fuzz/targets.ts";
import { encodeString, file, folder, narOf, readTree, symlink, trees } from "../nix/nar/trees.ts";
import { runUnpack } from "./program.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-unpack-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const PATH = `/nix/store/${"0".repeat(32)}-x`;

/** What the program says of an archive whose size and hash are right: "" for a sound one. */
function refusal(nar: Uint8Array): string {
  writeFileSync(join(dir, "nar"), nar);
  rmSync(join(dir, "out"), { recursive: true, force: true });
  const narHash = sha256Of(createHash("sha256").update(nar).digest());
  const task = { storePath: PATH, nar: join(dir, "nar"), compression: "none" } as const;
  const { code, stderr } = runUnpack({
    paths: [{ ...task, narHash, narSize: nar.length, output: join(dir, "out") }],
  });
  expect(code).toBe(stderr === "" ? 0 : 1);
  return stderr.trimEnd().replace(`error: cannot unpack ${PATH} from ${dir}/nar: `, "");
}

function expectTheSame(nar: Uint8Array) {
  const ours = refusal(nar);
  // What the system or a layer cannot hold is no matter of the format.
  if (/would vanish|File name too long/.test(ours)) return;
  const { accepted, text } = verdictOf(nar, nar.length);
  expect(plain(ours), Buffer.from(nar).toString("base64")).toBe(accepted ? "" : plain(text));
}

test("every tree is written as it was read", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      expect(refusal(narOf(tree))).toBe("");
      expect(readTree(Buffer.from(join(dir, "out", PATH)).toString("latin1"))).toEqual(tree);
    }),
    { numRuns: 60 },
  );
});

/** What an archive is made of. */
const WORDS = [
  "(",
  ")",
  "type",
  "regular",
  "executable",
  "contents",
  "symlink",
  "target",
  "directory",
  "entry",
  "name",
  "node",
].map((word) => encodeString(Buffer.from(word)).toString("latin1"));

const SMALL = narOf(folder({ a: file("contents"), b: folder({ c: file("#!", true) }), d: symlink("a") }));

test("an archive that is cut short anywhere is refused", () => {
  for (let length = 0; length < SMALL.length; length += 5) {
    expect(refusal(SMALL.subarray(0, length))).toMatch(/the archive is cut short$/);
  }
});

test("both readers say the same of archives that are broken", () => {
  const nar = targets.nar ?? expect.fail("no archives are fuzzed");
  const inputs = [...inputsOf("nar", nar), SMALL];
  inputs.forEach(expectTheSame);
  const random = numbers(7);
  for (let count = 0; count < 400; count++) {
    expectTheSame(mutate(inputs[random(inputs.length)] ?? SMALL, random, inputs, WORDS));
  }
});

test("folders may be deep, but not without an end", () => {
  const nested = (depth: number) =>
    narOf(Array.from({ length: depth }).reduce((tree: ReturnType<typeof folder>) => folder({ a: tree }), file("x")));
  expect(refusal(nested(256))).toBe("");
  expect(refusal(nested(257))).toContain("folders are nested more than 256 deep");
});

test("a file that says to be larger than can be takes nothing but the bytes that are there", () => {
  const head = narOf(file("")).subarray(0, -24);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(2n ** 53n);
  expect(refusal(Buffer.concat([head, size]))).toContain("a file is larger than can be");
  size.writeBigUInt64LE(2n ** 40n);
  expect(refusal(Buffer.concat([head, size, Buffer.alloc(100)]))).toContain("the archive is cut short");
  expect(readFileSync(join(dir, "out", PATH))).toHaveLength(100);
  expect(refusal(Buffer.concat([encodeString(Buffer.alloc(33)), head]))).toContain("a word of 33 bytes, more than 32");
});
