import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const PROJECT = resolve(import.meta.dirname, "../..");
const FILES = [
  "docs/options.schema.json",
  "docs/lock.schema.json",
  "src/declaration/decl.d.ts",
  "src/lib/lib.d.ts",
  "src/context/settings.ts",
  "src/subrequests/schema.ts",
  "test/promise/images.json",
  "src/nix/nixpkgs-release.ts",
  "init/src/main.rs",
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "decl-promise-"));
  git("init", "-q");
  for (const file of FILES) write(file, (text) => text);
  commit();
  git("tag", "v1.2.3");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]) {
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], {
    cwd: folder,
    stdio: "ignore",
  });
}

function commit() {
  git("add", "-A");
  git("commit", "-qm", "x");
}

/** A file of the project, changed. */
function write(file: string, change: (text: string) => string) {
  const text = readFileSync(join(PROJECT, file), "utf8");
  mkdirSync(join(folder, dirname(file)), { recursive: true });
  writeFileSync(join(folder, file), change(text));
}

function broken(version: string): readonly string[] {
  const run = spawnSync(process.execPath, ["--no-warnings", join(PROJECT, "scripts/promise.ts"), version], {
    cwd: folder,
    encoding: "utf8",
  });
  const lines = run.stderr.split("\n").filter((line) => line !== "");
  expect(run.status).toBe(lines.length === 0 ? 0 : 1);
  return lines;
}

const replaced = (file: string, from: string, to: string) =>
  write(file, (text) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  });

describe("what docs/releases.md promises is looked after before a release", () => {
  it("nothing is broken where nothing is gone", () => {
    replaced(
      "src/lib/lib.d.ts",
      "export declare const mkIf",
      "export declare const mkNew: Marker;\nexport declare const mkIf",
    );
    commit();
    expect(broken("1.3.0")).toEqual([]);
    expect(broken("1.2.4")).toEqual([]);
  });

  it("an option, a function, a build argument, a subrequest or a field of lock files stays within a major version", () => {
    replaced("docs/options.schema.json", '"isNormalUser": {', '"isPerson": {');
    replaced("src/lib/lib.d.ts", "export declare const mkIf", "export declare const mkWhen");
    replaced("src/declaration/decl.d.ts", "export declare function storePath", "export declare function path");
    replaced("src/context/settings.ts", "buildArgs.DECL_NIX", "buildArgs.DECL_EVALUATOR");
    replaced("src/subrequests/schema.ts", '"frontend.schema"', '"frontend.options"');
    commit();
    const gone = (what: string) => `promise: it has no longer ${what}, as v1.2.3 has: that is for a new major version`;
    expect(broken("1.3.0")).toEqual([
      gone("the option users.users.<name>.isNormalUser"),
      gone('storePath of "decl"'),
      gone("lib.mkIf"),
      gone("the build argument DECL_NIX"),
      gone("the subrequest frontend.schema"),
    ]);
    expect(broken("2.0.0")).toEqual([]);
  });

  it("a lock file stays readable: its version, and what it may lack", () => {
    write("docs/lock.schema.json", (text) => {
      const schema = JSON.parse(text);
      return JSON.stringify({ ...schema, required: [...schema.required, "builds"] }).replace('"const":1', '"const":2');
    });
    commit();
    expect(broken("1.3.0")).toEqual([
      "promise: it has no longer lock files whose version is 1, as v1.2.3 has: that is for a new major version",
      "promise: it has no longer lock files without builds, as v1.2.3 has: that is for a new major version",
    ]);
  });

  it("an image takes no package that a lock file of the release before does not have", () => {
    const image = (packages: string) => JSON.stringify({ "a.ts": { plan: "1", packages } });
    write("test/promise/images.json", () => image("s6"));
    commit();
    git("tag", "v1.3.0");
    write("test/promise/images.json", () => image("dinit s6"));
    commit();
    expect(broken("1.4.0")).toEqual([
      "promise: images/a.ts takes dinit, which lock files of v1.3.0 have not got: that is for a new major version",
    ]);
  });

  it("images, the init and nixpkgs where none is named stay within a minor version", () => {
    write("test/promise/images.json", (text) => text.replace(/("example\.ts": \{\s*"plan": ")\w{4}/, "$1beef"));
    replaced("init/src/main.rs", "fn main", "fn  main");
    replaced("src/nix/nixpkgs-release.ts", "narHash", "hash");
    commit();
    expect(broken("1.3.0")).toEqual([]);
    expect(broken("1.2.4")).toEqual([
      "promise: images/example.ts is another image than that of v1.2.3: that is for a new minor version",
      "promise: the init (init/) is another one than that of v1.2.3: that is for a new minor version",
      "promise: nixpkgs where none is named is another one than that of v1.2.3: that is for a new minor version",
    ]);
  });

  it("before 1.0 a minor version is what a major one is after it", () => {
    git("tag", "v0.4.1");
    replaced("src/lib/lib.d.ts", "export declare const mkIf", "export declare const mkWhen");
    commit();
    expect(broken("0.5.0")).toEqual([]);
    expect(broken("0.4.2")).toEqual([
      "promise: it has no longer lib.mkIf, as v0.4.1 has: that is for a new minor version",
    ]);
  });
});
