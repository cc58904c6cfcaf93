import { describe, expect, it } from "vitest";
import { lockName } from "../../../src/context/lock-file.ts";
import { makeClosure } from "../../../src/nix/closure.ts";
import { LockGap, type PackageEntry, packageOfEntry } from "../../../src/nix/package-entry.ts";
import { parseStorePathBase } from "../../../src/nix/store-path.ts";
import { lockChanges } from "../../../src/packages/lock/lock-changes.ts";
import { type LockFile, printLock } from "../../../src/packages/lock/lock-file.ts";
import { lockedClosure, lockedPackages, missingPaths } from "../../../src/packages/lock/locked-packages.ts";
import { makeLock, withOtherSystems } from "../../../src/packages/lock/make-lock.ts";
import { parseLock } from "../../../src/packages/lock/parse-lock.ts";
import { DeclError, printDiagnostic } from "../../../src/text/diagnostic.ts";

const base = (letter: string, name: string) => `${letter.repeat(32)}-${name}`;
const glibc = base("a", "glibc-2");
const hello = base("b", "hello-2.12");
const sri = `sha256-${Buffer.alloc(32).toString("base64")}`;

const locked = (references: string[]) => ({
  narHash: sri,
  narSize: 10,
  references,
  cache: "https://cache.example.org",
  url: "nar/x.nar",
  compression: "none" as const,
});

const entry = (version = "2.12"): PackageEntry => ({
  name: `hello-${version}`,
  version,
  outputs: { out: `/nix/store/${hello}` },
  defaultOutput: "out",
});

const LOCK: LockFile = {
  version: 1,
  packageSet: { source: "context:nixpkgs" },
  packages: { "x86_64-linux": { hello: entry() } },
  storePaths: { [glibc]: locked([]), [hello]: locked([glibc, hello]) },
};

const parse = (text: string) => parseLock("web.lock.json", text, "write it again");

function error(text: string): string {
  try {
    parse(text);
  } catch (thrown) {
    if (thrown instanceof DeclError) return thrown.diagnostics.map(printDiagnostic).join("\n");
    throw thrown;
  }
  throw new Error("expected an error");
}

it.each([
  ["web.ts", "web.lock.json"],
  ["deploy/web.image.json", "deploy/web.image.lock.json"],
  ["Dockerfile", "Dockerfile.lock.json"],
  ["a.b/.image", "a.b/.image.lock.json"],
])("the lock of %s is %s", (declaration, name) => {
  expect(lockName(declaration)).toBe(name);
});

describe("a lock file", () => {
  it("is read back as it was written", () => {
    expect(parse(printLock(LOCK))).toEqual(LOCK);
  });

  it("has the same bytes in whatever order it was made, the version first", () => {
    const { version, storePaths, packages, packageSet } = LOCK;
    const turned: LockFile = {
      storePaths: Object.fromEntries(Object.entries(storePaths).reverse()),
      packages,
      ...(packageSet && { packageSet }),
      version,
    };
    expect(printLock(turned)).toBe(printLock(LOCK));
    expect(printLock(LOCK)).toMatch(/^\{\n {2}"version": 1,\n[\s\S]*\}\n$/);
  });

  it("holds a closure, and gives it back with every hash and reference", () => {
    const closure = lockedClosure(LOCK, [parseStorePathBase(hello)]);
    const packages = [packageOfEntry("hello", entry())];
    const again = makeLock([{ system: "x86_64-linux", packages, closure }], LOCK.packageSet);
    expect(printLock(again)).toBe(printLock(LOCK));
    expect(closure.ordered.map(({ path }) => path.base)).toEqual([glibc, hello]);
    expect(closure.entries[0]?.trust).toEqual({ by: "lock" });
  });

  it("keeps what another lock has for systems that it has nothing for, and nothing else", () => {
    const arm = { ...LOCK, packages: { "aarch64-linux": { jq: entry() } }, storePaths: { [glibc]: locked([glibc]) } };
    const both = withOtherSystems(LOCK, arm);
    expect(both.packages).toEqual({ ...LOCK.packages, ...arm.packages });
    expect(both.storePaths).toEqual(LOCK.storePaths);
    expect(withOtherSystems({ ...LOCK, storePaths: {} }, arm).storePaths).toEqual(arm.storePaths);
    expect(withOtherSystems(LOCK, { ...LOCK, packages: { "x86_64-linux": {} } })).toBe(LOCK);
    expect(withOtherSystems(LOCK, undefined)).toBe(LOCK);
  });

  it("keeps no content address that nobody checked", () => {
    const [first, ...others] = lockedClosure(LOCK, [parseStorePathBase(hello)]).entries;
    if (first === undefined) throw new Error("no entry");
    const table = [{ ...first, ca: "fixed:sha256:abc", trust: { by: "key", keyName: "k" } as const }, ...others];
    const closure = makeClosure([parseStorePathBase(hello)], table);
    expect(makeLock([{ system: "s", packages: [], closure }], undefined).storePaths[glibc]?.ca).toBeUndefined();
  });

  it("says what it does not have", () => {
    const packages = lockedPackages(LOCK, "x86_64-linux", "write it");
    expect(packages.find("hello").path.base).toBe(hello);
    expect(() => packages.find("jq")).toThrow(new LockGap('the lock file has no "jq" for x86_64-linux', "write it"));
    expect(() => lockedPackages(LOCK, "riscv64-linux", "").find("hello")).toThrow("nothing for riscv64-linux");
    expect(missingPaths(LOCK, [parseStorePathBase(hello)])).toEqual([]);
    const { [glibc]: _, ...rest } = LOCK.storePaths;
    const paths = missingPaths({ ...LOCK, storePaths: rest }, [parseStorePathBase(hello)]);
    expect(paths.map((path) => path.base)).toEqual([glibc]);
  });

  it.each([
    ["", "web.lock.json:1:1: not valid JSON: it is empty"],
    ["{\n  x", 'web.lock.json:2:3: not valid JSON: invalid symbol, at "x"'],
    ["[]", "web.lock.json:1:1: this is not a lock file: the whole: Invalid input: expected object, received array"],
    [
      '{ "version": 1, "packages": {},\n  "storePaths": { "x": 1 } }',
      "web.lock.json:2:24: this is not a lock file: storePaths.x: Invalid input: expected object, received number",
    ],
    [
      JSON.stringify({ ...LOCK, storePaths: { bad: locked([]) } }),
      'web.lock.json:1:295: this is not a lock file: storePaths.bad: "bad" is not a store path: it is not 32 hash characters, a dash and a name',
    ],
    [
      JSON.stringify({ ...LOCK, storePaths: { [glibc]: { ...locked([]), url: "local://context" } } }),
      `web.lock.json:1:295: this is not a lock file: storePaths.${glibc}: "local://context" is neither a path nor an http:// or https:// address`,
    ],
    [
      JSON.stringify({ ...LOCK, storePaths: { [glibc]: { ...locked([]), cache: "https://[x" } } }),
      `web.lock.json:1:295: this is not a lock file: storePaths.${glibc}: "https://[x" is not the address of a cache`,
    ],
    [
      `{ "version": 1, "x": ${"[".repeat(3500)}${"]".repeat(3500)} }`,
      "web.lock.json:1:1: brackets are nested too deeply in this file",
    ],
    [
      JSON.stringify({ ...LOCK, storePaths: { [glibc]: { ...locked([]), cache: "https://me:hush@x.example.org" } } }),
      `web.lock.json:1:295: this is not a lock file: storePaths.${glibc}: cache: the address of x.example.org has a login in it, which would be in the lock file for all to read`,
    ],
    ['{ "version": 1, "packages": {}, "packages": {} }', 'web.lock.json:1:33: "packages" stands twice in this object'],
    [
      JSON.stringify({ ...LOCK, storePaths: { "../../etc/passwd": locked([]) } }),
      'web.lock.json:1:295: this is not a lock file: storePaths.../../etc/passwd: "/nix/store/../../etc/passwd" is not a store path but a file below one',
    ],
    [
      JSON.stringify({ ...LOCK, storePaths: { [glibc]: { ...locked([]), narSize: "9" } } }),
      `web.lock.json:1:295: this is not a lock file: storePaths.${glibc}.narSize: Invalid input: expected number, received string`,
    ],
  ])("%j is refused with its place", (text, message) => {
    expect(error(text).replace(/:1:\d{3}:/, ":1:295:")).toBe(`${message}\n  hint: write it again`);
  });

  it("of a newer decl is refused as such", () => {
    expect(error('{ "version": 2 }')).toBe(
      "web.lock.json:1:14: the lock file has the version 2, and this decl knows 1\n  hint: use a newer decl/frontend",
    );
  });
});

describe("what is different between two locks", () => {
  const change = (packages: Record<string, PackageEntry>, storePaths = LOCK.storePaths) =>
    lockChanges(LOCK, { ...LOCK, packages: { "x86_64-linux": packages }, storePaths });

  it("is nothing where they say the same", () => expect(change({ hello: entry() })).toEqual([]));

  it("is told by name, old and new version", () => {
    expect(change({ hello: entry("2.13"), jq: { ...entry(), name: "jq-1" } })).toEqual([
      "hello: 2.12 → 2.13",
      "jq: jq-1 (new)",
    ]);
    expect(change({})).toEqual(["hello: hello-2.12 (gone)"]);
    expect(change({ hello: { ...entry(), outputs: { out: `/nix/store/${glibc}` } } })).toEqual([
      "hello: 2.12, built anew",
    ]);
    expect(change({ hello: entry() }, { [hello]: locked([glibc, hello]) })).toEqual(["store paths: 0 new, 1 gone"]);
  });

  it("is told of the package set and of archives too", () => {
    const rev = "0123456789abcdef0123456789abcdef01234567";
    const packageSet = { source: "https://example.org/nixpkgs.git", rev, version: "26.05" };
    const moved = { ...LOCK.storePaths, [glibc]: { ...locked([]), cache: "https://other.example.org" } };
    expect(lockChanges(LOCK, { ...LOCK, packageSet, storePaths: moved })).toEqual([
      "package set: context:nixpkgs → https://example.org/nixpkgs.git 0123456789ab 26.05",
      "archives: 1 served otherwise",
    ]);
    const { packageSet: _, ...without } = LOCK;
    expect(lockChanges({ ...LOCK, packageSet: { source: "devbox.lock", sha256: sri } }, without)).toEqual([
      "package set: devbox.lock sha256-AAAAAAAAAAAA → none",
    ]);
  });
});
