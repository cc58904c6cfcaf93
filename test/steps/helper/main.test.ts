import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sha256Of } from "../../../src/nix/nar-hash.ts";
import { runHelper } from "../../../src/steps/helper/main.ts";
import { file, folder, narOf } from "../../nix/nar/trees.ts";

const HASH = "0".repeat(32);

let dir: string;
const out: string[] = [];
const err: string[] = [];
const report = (line: string) => void out.push(line);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-helper-"));
  out.length = 0;
  err.length = 0;
  vi.spyOn(console, "error").mockImplementation((...parts) => err.push(parts.map(String).join(" ")));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

function unpackSpec(changes: Record<string, unknown> = {}) {
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

test("unpack writes the paths and a line for each, and ends with 0", async () => {
  expect(await runHelper(["unpack", unpackSpec()], { report })).toBe(0);
  expect(out).toEqual([expect.stringMatching(/^hello-2\.12\.2 1 kB, unpacked 1 kB in \d+\.\d s$/)]);
  expect(lstatSync(join(dir, `out/nix/store/${HASH}-hello-2.12.2/bin/hello`)).isFile()).toBe(true);
});

test("a specification may come from a file", async () => {
  writeFileSync(join(dir, "spec.json"), unpackSpec());
  expect(await runHelper(["unpack", `@${join(dir, "spec.json")}`], { report })).toBe(0);
  expect(await runHelper(["unpack", `@${join(dir, "missing.json")}`], { report })).toBe(1);
});

test("a failed check is one paragraph without a stack trace, and ends with 1", async () => {
  expect(await runHelper(["unpack", unpackSpec({ narSize: 8 })], { report })).toBe(1);
  expect(err).toEqual([
    `error: cannot unpack /nix/store/${HASH}-hello-2.12.2 from ${dir}/nar: the archive is larger than its NarSize of 8 bytes`,
  ]);
  expect(out).toEqual([]);
});

test.each<[string, string[], string]>([
  ["no program", [], "usage: unpack | "],
  ["an unknown program", ["format", "{}"], "usage: unpack | "],
  ["a name that every object has", ["constructor", "{}"], "usage: unpack | "],
  ["no specification", ["unpack"], "the specification is missing"],
  ["too many arguments", ["unpack", "{}", "x"], "usage: "],
  ["no JSON", ["unpack", "{"], "the specification is not JSON"],
  ["another type", ["unpack", "[]"], "spec is not an object"],
  ["a missing field", ["unpack", "{}"], "spec.paths is not a list"],
  ["an entry that is none", ["unpack", '{"paths":[1]}'], "spec.paths[0] is not an object"],
  ["a missing field of an entry", ["unpack", '{"paths":[{}]}'], "spec.paths[0].storePath is not a text"],
])("%s is a mistake of the caller, and ends with 2", async (_, argv, message) => {
  expect(await runHelper(argv, { report })).toBe(2);
  expect(err).toHaveLength(1);
  expect(err[0]).toContain(`error: ${message}`);
});

test.each<[string, unknown, string]>([
  ["storePath", "/nix/store/x", "is not a store path"],
  ["storePath", `/nix/store/${HASH}-a/../../etc`, "not a store path but a file below one"],
  ["nar", "relative", "spec.paths[0].nar is not an absolute path"],
  ["output", "/out/../etc", "spec.paths[0].output is not an absolute path"],
  ["compression", "lz4", 'the compression "lz4" is unknown'],
  ["narHash", "sha256:abc", "is not a SHA-256 hash"],
  ["narSize", "12", "spec.paths[0].narSize is not a whole number"],
  ["narSize", 1.5, "spec.paths[0].narSize is not a whole number"],
  ["contentHash", "abc", "is not a SHA-256 hash"],
])("a wrong %s, %j, ends with 2", async (name, value, message) => {
  expect(await runHelper(["unpack", unpackSpec({ [name]: value })], { report })).toBe(2);
  expect(err.join()).toContain(message);
});

const generateSpec = (changes: Record<string, unknown>) =>
  JSON.stringify({
    packages: [],
    pathsToLink: ["/bin"],
    files: [],
    profiles: [],
    stores: "/stores",
    output: "/out",
    ...changes,
  });

test.each<[string, Record<string, unknown>, string]>([
  [
    "paths to link that are not plain",
    { pathsToLink: ["/../etc"] },
    'the path to link "/../etc" is not absolute and plain',
  ],
  ["a package that is none", { packages: [{ path: "/etc", priority: 5 }] }, '"/etc" is not a store path'],
  ["a kind of file that there is not", { files: [{ type: "socket" }] }, 'a generated file cannot be a "socket"'],
])("generate refuses %s", async (_, changes, message) => {
  expect(await runHelper(["generate", generateSpec(changes)], { report })).toBe(2);
  expect(err.join()).toContain(message);
});

test("a collision ends with 1", async () => {
  const stores = join(dir, "stores");
  const store = join(stores, "0");
  for (const name of ["a", "b"]) {
    mkdirSync(join(store, `${HASH}-${name}/bin`), { recursive: true });
  }
  writeFileSync(join(store, `${HASH}-a/bin/x`), "a");
  mkdirSync(join(store, `${HASH}-b/bin/x`));
  const packages = ["a", "b"].map((name) => ({ path: `/nix/store/${HASH}-${name}`, priority: 5 }));
  const spec = generateSpec({ packages, stores, output: join(dir, "out") });
  expect(await runHelper(["generate", spec], { report })).toBe(1);
  expect(err[0]).toMatch(/^error: \/bin\/x is a file of one package and a folder of another: .*\nhint: /);
});
