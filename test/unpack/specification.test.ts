import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { file, folder, narOf } from "../nix/nar/trees.ts";
import { runUnpack, runUnpackIn } from "./program.ts";

const HASH = "0".repeat(32);

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-unpack-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function specification(changes: Record<string, unknown> = {}) {
  const nar = narOf(folder({ bin: folder({ hello: file("hello", true) }) }));
  writeFileSync(join(dir, "nar"), nar);
  const entry = {
    storePath: `/nix/store/${HASH}-hello-2.12.2`,
    nar: join(dir, "nar"),
    compression: "none",
    narHash: sha256Of(createHash("sha256").update(nar).digest()),
    narSize: nar.length,
    output: join(dir, "out"),
    ...changes,
  };
  return JSON.stringify({ paths: [entry] });
}

test("a specification may come from a file", () => {
  writeFileSync(join(dir, "spec.json"), specification());
  expect(runUnpack(`@${join(dir, "spec.json")}`)).toMatchObject({ code: 0, stderr: "" });
  expect(runUnpack(`@${join(dir, "missing.json")}`)).toMatchObject({
    code: 1,
    stderr: `error: ${join(dir, "missing.json")}: No such file or directory\n`,
  });
});

test("a failed check is one line, and ends with 1", () => {
  const reason = `cannot unpack /nix/store/${HASH}-hello-2.12.2 from ${dir}/nar: the archive is larger than its NarSize of 8 bytes`;
  expect(runUnpack(specification({ narSize: 8 }))).toEqual({ code: 1, stdout: "", stderr: `error: ${reason}\n` });
  // Where the reason is wanted in a file, that is no failure.
  const diagnosis = join(dir, "reason");
  expect(
    runUnpack(specification({ narSize: 8, output: join(dir, "other") }), { DECL_DIAGNOSIS: diagnosis }),
  ).toMatchObject({
    code: 0,
    stderr: "",
  });
  expect(readFileSync(diagnosis, "utf8")).toBe(reason);
});

test("what a terminal would obey is shown", () => {
  const { code, stderr } = runUnpack(specification({ nar: `${dir}/\u001b[2J\u202e` }));
  expect(code).toBe(1);
  expect(stderr).toContain("/\\u001b[2J\\u202e: No such file or directory");
});

test("no specification is a mistake of the caller", () => {
  expect(runUnpackIn({})).toEqual({ code: 2, stdout: "", stderr: "error: the specification is missing\n" });
});

test.each<[string, string, string]>([
  ["no JSON", "{", "the specification is not JSON"],
  ["another type", "[]", "spec.paths is not a list"],
  ["a missing field", "{}", "spec.paths is not a list"],
  ["an entry that is none", '{"paths":[1]}', "spec.paths[0].storePath is not a text"],
])("%s is a mistake of the caller, and ends with 2", (_, text, message) => {
  expect(runUnpack(text)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
});

test.each<[string, unknown, string]>([
  ["storePath", "/nix/store/x", "spec.paths[0].storePath is not a store path"],
  ["storePath", `/nix/store/${HASH}-a/../../etc`, "spec.paths[0].storePath is not a store path"],
  ["nar", "relative", "spec.paths[0].nar is not an absolute path"],
  ["output", "/out/../etc", "spec.paths[0].output is not an absolute path"],
  ["compression", "lz4", 'spec.paths[0].compression: "lz4" is unknown'],
  ["narHash", "sha256:abc", "spec.paths[0].narHash is not a SHA-256 hash in Nix32"],
  ["narSize", "12", "spec.paths[0].narSize is not a whole number"],
  ["narSize", 1.5, "spec.paths[0].narSize is not a whole number"],
  ["contentHash", "abc", "spec.paths[0].contentHash is not a SHA-256 hash in Nix32"],
])("a wrong %s, %j, ends with 2", (name, value, message) => {
  expect(runUnpack(specification({ [name]: value }))).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
});
