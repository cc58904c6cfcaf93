import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runHelper } from "../../../src/steps/helper/main.ts";

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

/** A file, and what `add` is told to make a store path of it. */
function addSpec(changes: Record<string, unknown> = {}) {
  writeFileSync(join(dir, "hello"), "hello");
  return JSON.stringify({
    source: join(dir, "hello"),
    name: "hello-2.12.2",
    output: join(dir, "out"),
    facts: join(dir, "facts.json"),
    ...changes,
  });
}

test("a program does what its specification says with a line for it, and ends with 0", async () => {
  expect(await runHelper(["add", addSpec()], { report })).toBe(0);
  expect(out).toEqual([expect.stringMatching(/^\/nix\/store\/\w{32}-hello-2\.12\.2 1 kB$/)]);
  const [path = ""] = out.map((line) => line.replace(/ .*/, ""));
  expect(lstatSync(join(dir, "out", path)).isFile()).toBe(true);
});

test("a specification may come from a file", async () => {
  writeFileSync(join(dir, "spec.json"), addSpec());
  expect(await runHelper(["add", `@${join(dir, "spec.json")}`], { report })).toBe(0);
  expect(await runHelper(["add", `@${join(dir, "missing.json")}`], { report })).toBe(1);
});

test("where the reason of a failure is wanted in a file, that is no failure, and a success leaves none", async () => {
  const diagnosis = join(dir, "reason");
  expect(await runHelper(["add", addSpec({ source: join(dir, "missing") })], { report, diagnosis })).toBe(0);
  expect(readFileSync(diagnosis, "utf8")).toBe(err.join().replace(/^error: /, ""));
  rmSync(diagnosis);
  expect(await runHelper(["add", addSpec()], { report, diagnosis })).toBe(0);
  expect(existsSync(diagnosis)).toBe(false);
});

test.each<[string, string[], string]>([
  ["no program", [], "usage: generate | "],
  ["an unknown program", ["format", "{}"], "usage: generate | "],
  ["a program that is none of the helper", ["unpack", "{}"], "usage: generate | "],
  ["a name that every object has", ["constructor", "{}"], "usage: generate | "],
  ["no specification", ["add"], "the specification is missing"],
  ["too many arguments", ["add", "{}", "x"], "usage: "],
  ["no JSON", ["add", "{"], "the specification is not JSON"],
  ["another type", ["add", "[]"], "spec is not an object"],
  ["a missing field", ["add", "{}"], "spec.source is not a text"],
  ["a missing list", ["generate", "{}"], "spec.packages is not a list"],
  ["an entry that is none", ["generate", '{"packages":[1]}'], "spec.packages[0] is not an object"],
  ["a missing field of an entry", ["generate", '{"packages":[{}]}'], "spec.packages[0].path is not a text"],
])("%s is a mistake of the caller, and ends with 2", async (_, argv, message) => {
  expect(await runHelper(argv, { report })).toBe(2);
  expect(err).toHaveLength(1);
  expect(err[0]).toContain(`error: ${message}`);
});

test.each<[string, unknown, string]>([
  ["source", "relative", "spec.source is not an absolute path"],
  ["output", "/out/../etc", "spec.output is not an absolute path"],
  ["name", 12, "spec.name is not a text"],
])("a wrong %s, %j, ends with 2", async (name, value, message) => {
  expect(await runHelper(["add", addSpec({ [name]: value })], { report })).toBe(2);
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
