import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpNar } from "../../../src/nix/nar/dump.ts";
import { NarReader } from "../../../src/nix/nar/reader.ts";
import { Restore } from "../../../src/steps/helper/restore.ts";
import { file, folder, narOf, readTree, symlink, trees, writeTree } from "./trees.ts";

let dir: string;
let count = 0;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-nar-"));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function freshPath(): string {
  return join(dir, String(count++));
}

function dump(path: string): Buffer {
  return Buffer.concat([...dumpNar(path)]);
}

test("a folder is dumped with its entries sorted bytewise", () => {
  const path = freshPath();
  const tree = folder({ "a.b": file("1"), "a-b": file("22", true), a: folder({}), b: symlink("../nowhere") });
  writeTree(path, tree);
  expect(dump(path)).toEqual(narOf(tree));
});

test("a file of several pieces is dumped whole", () => {
  const path = freshPath();
  const tree = file(Buffer.alloc(3_000_001, "x"));
  writeTree(path, tree);
  expect(dump(path).equals(narOf(tree))).toBe(true);
});

test("every tree is dumped as the archive it came from", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const path = freshPath();
      const reader = new NarReader(new Restore(path));
      const nar = narOf(tree);
      reader.push(nar);
      reader.end();
      expect(readTree(path)).toEqual(tree);
      expect(dump(path).equals(nar)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("what is neither file, folder nor symlink cannot be dumped", async () => {
  const path = freshPath();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  expect(() => dump(path)).toThrow("neither a file, a folder nor a symlink");
  await new Promise((resolve) => server.close(resolve));
});

test("a symlink to a folder is dumped as a symlink", () => {
  const path = freshPath();
  symlinkSync(dir, path);
  expect(dump(path)).toEqual(narOf(symlink(dir)));
});
