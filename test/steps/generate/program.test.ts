import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { generate } from "../../../src/steps/generate/program.ts";
import type { GenerateSpec } from "../../../src/steps/generate/spec.ts";
import { HelperFailure } from "../../../src/steps/helper/failure.ts";
import type { GeneratedFile } from "../../../src/value/generated-file.ts";

const HASH = "0".repeat(32);
const storePath = (name: string) => `/nix/store/${HASH}-${name}`;

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-generate-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Files of packages by path, "name/etc/x"; "-> target" is a symlink, and "#!" a program. Each package is in another folder of stores. */
function writeStore(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, "stores", name.slice(0, name.indexOf("/")), `${HASH}-${name}`);
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3), path);
    else writeFileSync(path, text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
}

function run(files: readonly GeneratedFile[], changes: Partial<GenerateSpec> = {}) {
  const lines: string[] = [];
  const common = { stores: join(dir, "stores"), programs: join(dir, "programs"), output: join(dir, "out") };
  const pathsToLink = ["/bin", "/etc"];
  generate({ packages: [], profiles: [], pathsToLink, ...common, files, ...changes }, (line) => lines.push(line));
  return lines;
}

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const file = (path: string, text: string, sources?: readonly string[]): GeneratedFile => ({
  type: "file",
  path,
  mode: 0o644,
  text,
  ...(sources === undefined ? {} : { sources }),
  ...owner,
});
const symlink = (path: string, target: string): GeneratedFile => ({ type: "symlink", path, target, ...owner });
const linked = (...names: string[]) => names.map((name) => ({ path: storePath(name), priority: 5 }));
const out = (path: string) => join(dir, "out", path);

test("a file may begin with files of packages, behind their symlinks", () => {
  writeStore({ "a/etc/one": "1\n", "a/etc/link": "-> one", "b/two": "2\n" });
  run([file("/etc/all", "3\n", [`${storePath("a")}/etc/link`, `${storePath("b")}/two`])]);
  expect(readFileSync(out("etc/all"), "utf8")).toBe("1\n2\n3\n");
  expect(lstatSync(out("etc/all")).mtimeMs).toBe(1000);
});

test("a file of a package may be a link to another package, in whatever folders the two are", () => {
  writeStore({ "a/etc": `-> ${storePath("b")}/etc`, "b/etc/x": `-> ../../${HASH}-c/x`, "c/x": "3\n", "c/y": "" });
  run([file("/etc/x", "", [`${storePath("a")}/etc/x`])], { packages: linked("a"), pathsToLink: ["/"] });
  expect(readFileSync(out("etc/x"), "utf8")).toBe("3\n");
  expect(() => run([file("/etc/y", "", [`${storePath("a")}/etc/../../${HASH}-none/x`])])).toThrow("is to hold");
});

test("a program is a copy of one of decl's own, with the mode and the time of any file", () => {
  mkdirSync(join(dir, "programs"));
  writeFileSync(join(dir, "programs", "init-x86_64"), "\x7fELF");
  run([{ type: "program", path: "/etc/decl/init", mode: 0o755, program: "init-x86_64", ...owner }]);
  expect(readFileSync(out("etc/decl/init"), "utf8")).toBe("\x7fELF");
  expect(lstatSync(out("etc/decl/init"))).toMatchObject({ mode: 0o100755, mtimeMs: 1000 });
});

test.each([
  [`${storePath("a")}/nothing`, "is to hold"],
  [`${storePath("a")}/etc`, "is to hold"],
  ["/etc/passwd", "is to hold"],
])("a file cannot hold %s", (source, message) => {
  writeStore({ "a/etc/one": "1" });
  expect(() => run([file("/etc/x", "", [source])])).toThrow(
    new HelperFailure(`/etc/x ${message} ${source}, which is no file of a package`),
  );
});

test("a link to what a package does not have is a mistake, a link to elsewhere is not", () => {
  writeStore({ "a/etc/one": "1", "a/dangling": "-> /run/x", "a/folder": "-> etc" });
  run([
    symlink("/1", storePath("a")),
    symlink("/2", `${storePath("a")}/dangling`),
    symlink("/3", `${storePath("a")}/folder/one`),
    symlink("/4", "/run/nothing"),
  ]);
  expect(readlinkSync(out("3"))).toBe(`${storePath("a")}/folder/one`);
  expect(() => run([symlink("/5", `${storePath("a")}/etc/two`)])).toThrow(
    new HelperFailure(`/5 is to lead to ${storePath("a")}/etc/two, which is not there`),
  );
  expect(() => run([symlink("/6", storePath("b"))])).toThrow("which is not there");
});

describe("a program that is wanted", () => {
  const wanted = (...paths: string[]) => run([], { packages: linked("a"), wanted: paths });

  it("may be a program of a package, a link to one, and a link to where only a container has something", () => {
    writeStore({ "a/bin/x": "#!", "a/bin/y": "-> x", "a/bin/z": "-> /run/z" });
    wanted(...["x", "y", "z"].map((name) => `${storePath("a")}/bin/${name}`));
  });

  it.each([
    ["bin/helo", 'is to be run, and is not there: did you mean "hello"?'],
    ["bin/other", "is to be run, and is not there: there is hello, text"],
    ["sbin/hello", "is to be run, and is not there"],
    ["bin/text", "is to be run, and is not executable"],
    ["bin", "is to be run, and is a folder"],
  ])("cannot be %s", (path, message) => {
    writeStore({ "a/bin/hello": "#!", "a/bin/text": "" });
    expect(() => wanted(`${storePath("a")}/${path}`)).toThrow(
      new HelperFailure(`${storePath("a")}/${path} ${message}`),
    );
  });

  it("may be the shell of a package that is linked, and is missing without", () => {
    writeStore({ "a/bin/sh": "#!" });
    wanted("/bin/sh");
    writeStore({ "b/bin/x": "#!" });
    expect(() => run([], { packages: linked("b"), wanted: ["/bin/sh"], output: join(dir, "other") })).toThrow(
      "/bin/sh is to run a line of a check, and the image has no shell: environment.systemPackages with pkgs.bash has one",
    );
  });
});

test("files are put beside what packages have in the same folder, and instead of it at the same place", () => {
  writeStore({ "a/etc/ssl/certs/a.crt": "a", "a/etc/ssl/x": "", "b/bin/sh": "b", "c/bin/sh": "c" });
  const files = [file("/etc/ssl/certs/b.crt", "b"), symlink("/bin/sh", `${storePath("c")}/bin/sh`)];
  run(files, { packages: linked("a", "b", "c") });
  expect(readdirSync(out("etc/ssl/certs")).sort()).toEqual(["a.crt", "b.crt"]);
  expect(readlinkSync(out("etc/ssl/certs/a.crt"))).toBe(`${storePath("a")}/etc/ssl/certs/a.crt`);
  expect(readlinkSync(out("etc/ssl/x"))).toBe(`${storePath("a")}/etc/ssl/x`);
  expect(readlinkSync(out("bin/sh"))).toBe(`${storePath("c")}/bin/sh`);
});

test("a file cannot be where packages have a folder", () => {
  writeStore({ "a/etc/ssl/x": "", "b/etc/ssl/y": "" });
  expect(() => run([file("/etc/ssl", "")], { packages: linked("a", "b") })).toThrow(
    "/etc/ssl is to be a file, but the packages make a folder of it",
  );
});

test("packages of one user are linked in a profile, which has no say in the system path", () => {
  writeStore({ "a/bin/x": "a", "b/bin/x": "b", "b/share/y": "" });
  run([], {
    packages: linked("a"),
    profiles: [{ path: "/etc/profiles/per-user/alice", packages: linked("b") }],
  });
  expect(readlinkSync(out("bin/x"))).toBe(`${storePath("a")}/bin/x`);
  expect(readlinkSync(out("etc/profiles/per-user/alice/bin/x"))).toBe(`${storePath("b")}/bin/x`);
  expect(readdirSync(out("etc/profiles/per-user/alice"))).toEqual(["bin"]);
});
