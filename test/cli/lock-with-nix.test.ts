import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { type MadePath, madeClosure, TestKey, writeCache } from "../live/make-cache.ts";
import { type WorkFolder, workFolder } from "./fixture.ts";

const declaration = (packages: string, nixpkgs = "") => `export default ({ pkgs }) => ({
  nixpkgs: { binaryCaches: [],${nixpkgs} },
  environment: { systemPackages: [${packages}] },
});
`;

const key = new TestKey("test-1");

/** A declaration with a package set that has a name table, and a cache with what it names. */
function work(text = declaration("pkgs.made"), paths: readonly MadePath[] = madeClosure(6, key)): WorkFolder {
  const entry = { name: "made-1.0", version: "1.0", outputs: { out: paths[0]?.storePath }, defaultOutput: "out" };
  const folder = workFolder({
    "web.ts": text,
    "set/packages.json": JSON.stringify({ version: 1, systems: { "x86_64-linux": { made: entry } } }),
  });
  writeCache(join(folder.path, "cache"), paths);
  return folder;
}

const SET = ["--build-context", "nixpkgs=FOLDER/set"];
const CACHE = ["--build-context", "nix-cache=FOLDER/cache"];
const TRUST = ["--build-arg", `DECL_TRUSTED_PUBLIC_KEYS=${key.text}`, "--platform", "linux/amd64"];

const lock = (folder: WorkFolder, ...options: string[]) =>
  folder.run("lock", "FOLDER/web.ts", "FOLDER", "--nix", ...TRUST, ...options);
const lockOf = ({ path }: WorkFolder) => JSON.parse(readFileSync(join(path, "web.lock.json"), "utf8"));

/** PATH is a folder with this `nix-instantiate` alone. */
function onlyNix(script: string): void {
  const folder = mkdtempSync(join(tmpdir(), "decl-nix-"));
  writeFileSync(join(folder, "nix-instantiate"), script);
  chmodSync(join(folder, "nix-instantiate"), 0o755);
  vi.stubEnv("PATH", folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
}

it("the lock file has the names of the package set and the closure of the cache, and nothing else is left beside it", async () => {
  const folder = work();
  expect(await lock(folder, ...SET, ...CACHE)).toEqual({
    code: 0,
    stdout: "web.lock.json: 6 store paths\n",
    stderr: "",
  });
  expect(readdirSync(folder.path).sort()).toEqual(["cache", "set", "web.lock.json", "web.ts"]);
  const written = lockOf(folder);
  expect(written.packageSet).toEqual({
    source: "context:nixpkgs",
    sha256: expect.stringMatching(/^sha256-[A-Za-z0-9+/]{43}=$/),
  });
  expect(Object.keys(written.packages["x86_64-linux"])).toEqual(["made"]);
  expect(new Set(Object.values(written.storePaths).map((path) => (path as { cache: string }).cache))).toEqual(
    new Set(["nix-cache"]),
  );
});

it("what the lock file has already is not looked up again, but with --update it is", async () => {
  const folder = work();
  await lock(folder, ...SET, ...CACHE);
  expect((await lock(folder)).stdout).toBe("web.lock.json: nothing has changed, 6 store paths\n");
  expect((await lock(folder, ...CACHE, "--update")).stderr).toContain("error: FOLDER/web.ts:");
  expect((await lock(folder, ...SET, ...CACHE, "--update")).stdout).toBe(
    "web.lock.json: nothing has changed, 6 store paths\n",
  );
});

it("a machine without docker that has Nix needs no --nix", async () => {
  const folder = work();
  onlyNix("#!/bin/sh\nexit 1\n");
  const options = [...TRUST, ...SET, ...CACHE];
  expect(await folder.run("lock", "FOLDER/web.ts", "FOLDER", ...options)).toMatchObject({
    code: 0,
    stdout: "web.lock.json: 6 store paths\n",
  });
});

it("without a folder for the package set, the error says so where the declaration names one", async () => {
  const source =
    ' source: { url: "http://127.0.0.1:9/n.tar.gz", sha256: "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" },';
  const folder = work(declaration("pkgs.made", source));
  const { code, stderr } = await lock(folder, ...CACHE);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: FOLDER\/web\.ts:2:\d+: this declaration names packages, and decl lock --nix finds them only in a folder that has the package set\n/,
  );
  expect(stderr).toContain(
    "hint: give --build-context nixpkgs=DIR, with what is in the archive http://127.0.0.1:9/n.tar.gz, or leave --nix out: a build fetches it itself\n",
  );
});

it("where the package set is a repository, the error says how the folder is made", async () => {
  const source =
    ' source: { git: "https://example.org/set.git", rev: "0123456789012345678901234567890123456789", ref: "v1" },';
  const { stderr } = await lock(work(declaration("pkgs.made", source)), ...CACHE);
  expect(stderr).toContain(
    "hint: give --build-context nixpkgs=DIR, which git clone --depth 1 --branch v1 https://example.org/set.git DIR makes, or leave --nix out: a build fetches it itself\n",
  );
});

it("names and store paths that there are not are told at their line, and the old lock file stays", async () => {
  const folder = work();
  await lock(folder, ...SET, ...CACHE);
  const before = readFileSync(join(folder.path, "web.lock.json"), "utf8");
  writeFileSync(join(folder.path, "web.ts"), declaration("pkgs.maed"));
  const unknown = await lock(folder, ...SET, ...CACHE, "--update");
  expect(unknown).toMatchObject({ code: 1, stdout: "" });
  expect(unknown.stderr).toMatch(/^error: FOLDER\/web\.ts:3:\d+: there is no package "maed" for x86_64-linux/);
  writeFileSync(join(folder.path, "web.ts"), declaration("pkgs.made"));
  rmSync(join(folder.path, "cache"), { recursive: true });
  mkdirSync(join(folder.path, "cache"));
  const absent = await lock(folder, ...SET, ...CACHE, "--update");
  expect(absent.stderr).toMatch(
    /^error: FOLDER\/web\.ts:3:\d+: no binary cache has a usable .*nix-cache: does not have it\n/,
  );
  expect(readFileSync(join(folder.path, "web.lock.json"), "utf8")).toBe(before);
});

it("what is not signed by a trusted key is not locked", async () => {
  const folder = work(declaration("pkgs.made"), madeClosure(2, new TestKey("other-1")));
  const { code, stderr } = await lock(folder, ...SET, ...CACHE);
  expect(code).toBe(1);
  expect(stderr).toContain("nix-cache: has it, but it is not trusted: ");
});

it("a package set without a name table needs nix-instantiate", async () => {
  const folder = work();
  vi.stubEnv("PATH", "/nowhere");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(await lock(folder, ...SET, ...CACHE, "--build-arg", "DECL_EVALUATE=1")).toEqual({
    code: 2,
    stdout: "",
    stderr: "decl: there is no nix-instantiate on PATH, and decl lock --nix looks packages up with it\n",
  });
});

it("a package set that Nix cannot read is an error with Nix's own words", async () => {
  const folder = work();
  onlyNix("#!/bin/sh\necho 'error: it is broken' >&2\nexit 1\n");
  const { code, stderr } = await lock(folder, ...SET, ...CACHE, "--build-arg", "DECL_EVALUATE=1");
  expect(code).toBe(1);
  expect(stderr).toBe("error: --build-context nixpkgs cannot be evaluated: it is broken\n");
});

it("a Nix that cannot be run is an error", async () => {
  const folder = work();
  onlyNix("#!/nowhere/sh\n");
  const { code, stderr } = await lock(folder, ...SET, ...CACHE, "--build-arg", "DECL_EVALUATE=1");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: the Nix to look packages up with: \S+\/nix-instantiate cannot be run: /);
});

it("names of a devbox.lock need no package set", async () => {
  const paths = madeClosure(3, key);
  const folder = work(declaration("pkgs.made", ' devboxLock: "devbox.lock",'), paths);
  const outputs = [{ name: "out", path: paths[0]?.storePath, default: true }];
  const made = { resolved: `github:NixOS/nixpkgs/${"0".repeat(40)}#made`, systems: { "x86_64-linux": { outputs } } };
  const text = JSON.stringify({ lockfile_version: "1", packages: { "made@1": made } });
  writeFileSync(join(folder.path, "devbox.lock"), text);
  expect(await lock(folder, ...CACHE)).toEqual({ code: 0, stdout: "web.lock.json: 3 store paths\n", stderr: "" });
  expect(lockOf(folder).packageSet.source).toBe("devbox.lock");
});

it("an overlay or a devbox.lock outside of the build context is none", async () => {
  const overlay = await lock(work(declaration("pkgs.made", ' overlays: ["../x.nix"],')), ...SET, ...CACHE);
  expect(overlay.stderr).toMatch(
    /^error: FOLDER\/web\.ts:2:\d+: there is no file "\.\.\/x\.nix" in the build context\n/,
  );
  const devbox = await lock(work(declaration("pkgs.made", ' devboxLock: "../devbox.lock",')), ...SET, ...CACHE);
  expect(devbox.stderr).toMatch(
    /^error: FOLDER\/web\.ts:2:\d+: there is no file "\.\.\/devbox\.lock" in the build context\n/,
  );
});

it("an overlay or a devbox.lock behind a link out of the build context is none", async () => {
  const other = workFolder({ "x.nix": "_: _: { }", "devbox.lock": "root:x:0:0" });
  const linked = async (name: string, option: string) => {
    const folder = work(declaration("pkgs.made", ` ${option},`));
    symlinkSync(join(other.path, name), join(folder.path, name));
    return (await lock(folder, ...SET, ...CACHE)).stderr;
  };
  expect(await linked("x.nix", 'overlays: ["x.nix"]')).toMatch(
    /^error: FOLDER\/web\.ts:2:\d+: there is no file "x\.nix" in the build context\n/,
  );
  const devbox = await linked("devbox.lock", 'devboxLock: "devbox.lock"');
  expect(devbox).toMatch(/^error: FOLDER\/web\.ts:2:\d+: there is no file "devbox\.lock" in the build context\n/);
  expect(devbox).not.toContain("root:x");
});

it("a file of the cache that cannot be read is told by its name", async () => {
  const folder = work();
  rmSync(join(folder.path, "cache/nix-cache-info"));
  mkdirSync(join(folder.path, "cache/nix-cache-info"));
  const { code, stderr } = await lock(folder, ...SET, ...CACHE);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^decl: FOLDER\/cache\/nix-cache-info cannot be read: EISDIR/);
});

it("a folder that is the cache of another store is refused", async () => {
  const folder = work();
  writeCache(join(folder.path, "cache"), [], "StoreDir: /elsewhere\n");
  expect(await lock(folder, ...SET, ...CACHE)).toEqual({
    code: 1,
    stdout: "",
    stderr: 'error: --build-context nix-cache: the cache is for the store directory "/elsewhere", not /nix/store\n',
  });
});

it("a cache that wants a secret is told, with the way out", async () => {
  const cache = 'binaryCaches: [{ url: "http://127.0.0.1:9", authSecret: "s" }]';
  const folder = work(declaration("pkgs.made").replace("binaryCaches: []", cache));
  const { code, stderr } = await lock(folder, ...SET);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: FOLDER\/web\.ts:3:\d+: no binary cache has a usable /);
  expect(stderr).toContain("http://127.0.0.1:9: has an authSecret, which only a build is given: leave --nix out");
});

it("a cache that cannot be asked, or is not trusted, is one error for all packages", async () => {
  const paths = madeClosure(3, new TestKey("other-1"));
  const names = paths.map((_, index) => `p${index}`);
  const entries = paths.map(({ storePath }, index) => {
    return [names[index], { name: `p-${index}`, outputs: { out: storePath }, defaultOutput: "out" }];
  });
  const table = { version: 1, systems: { "x86_64-linux": Object.fromEntries(entries) } };
  const all = names.map((name) => `pkgs.${name}`).join(", ");
  const failure = async (caches: string, ...options: string[]) => {
    const folder = workFolder({
      "web.ts": declaration(all).replace("binaryCaches: []", `binaryCaches: [${caches}]`),
      "set/packages.json": JSON.stringify(table),
    });
    writeCache(join(folder.path, "cache"), paths);
    const { code, stderr } = await lock(folder, ...SET, ...options);
    expect(code).toBe(1);
    return stderr.replace(/\/nix\/store\/\S+(?=,)/, "PATH");
  };
  /** The whole of what is said, but for the line of the declaration that is shown. */
  const unreachable = (answer: string, hint: string) =>
    new RegExp(
      `^error: FOLDER/web\\.ts:3:35: no binary cache has a usable PATH, nor 2 other store paths: ${answer}\n.*\n.*\n  hint: ${hint}\n$`,
    );
  const mirror =
    "a cache that can be read is asked first with --build-arg DECL_BINARY_CACHES=URL, and a folder with \\S+ \\S+";
  expect(await failure('{ url: "http://127.0.0.1:9" }')).toMatch(
    unreachable("http://127.0.0.1:9: cannot be read", mirror),
  );
  expect(await failure('{ url: "http://127.0.0.1:9", authSecret: "s" }')).toMatch(
    unreachable("http://127.0.0.1:9: has an authSecret, which only a build is given: leave --nix out", mirror),
  );
  expect(await failure("", ...CACHE)).toMatch(
    unreachable(
      "nix-cache: has it, but it is not trusted: signed only by unknown keys other-1",
      "a path is used only with the signature of a trusted key: .*",
    ),
  );
});

it("refuses options that only docker has a use for", async () => {
  const refusal = async (...options: string[]) => {
    const { code, stderr } = await lock(work(), ...SET, ...options);
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refusal("--secret", "id=x")).toBe("decl: --secret is for docker, which decl lock --nix does without\n");
  expect(await refusal("--build-arg", "DECL_NIX=/nix/store/x")).toBe(
    "decl: decl lock --nix takes the Nix that is on PATH: no --build-arg DECL_NIX\n",
  );
  expect(await refusal("--build-context", "nix-cache=docker-image://x")).toBe(
    "decl: --build-context nix-cache=docker-image://x: there is no such folder, and decl lock --nix takes no other\n",
  );
  expect(await refusal("--build-context", "nix-cache")).toBe("decl: --build-context nix-cache is not NAME=DIR\n");
});
