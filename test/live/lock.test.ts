import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serveCache } from "./cache-server.ts";
import { decl } from "./decl-program.ts";
import {
  build,
  dockerOutput,
  errorIn,
  type Finished,
  FRONTEND,
  offlineContexts,
  packageFolder,
  temporaryFolder,
  trustedKey,
} from "./engine.ts";
import { madeClosure, TestKey, writeCache } from "./make-cache.ts";
import { type Engine, startSecondEngine } from "./second-engine.ts";

const declaration = (packages: string, options = "") => `// syntax=decl/frontend
export default ({ pkgs }) => ({
  image: { cmd: ["hello"] },
  nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [${packages}] },${options}
});
`;

const HELLO = declaration("pkgs.hello");
const HINT =
  "\n  hint: write it again: docker buildx build -f image.ts --target lock -o . .; or build without it: --build-arg DECL_LOCK=ignore (or update)";

/** A folder with a declaration and its lock. */
async function locked(text = HELLO, request: Partial<Parameters<typeof build>[0]> = {}) {
  const folder = temporaryFolder();
  const options = ["--target", "lock", "-o", folder, ...(request.options ?? [])];
  const written = await build({ ...request, folder, files: { "image.ts": text }, options });
  expect(written.code, written.output).toBe(0);
  const file = join(folder, "image.lock.json");
  return { folder, file, written, lock: () => JSON.parse(readFileSync(file, "utf8")) };
}

const digestIn = ({ code, output }: Finished) => {
  expect(code, output).toBe(0);
  return /exporting manifest (sha256:[0-9a-f]{64})/.exec(output)?.[1];
};

it("a build with a lock asks for no names and no metadata, and makes the same image", async () => {
  const { folder, written } = await locked();
  expect(written.output).toMatch(/^image\.lock\.json: \d+ store paths$/m);
  const options = ["--provenance=false", "-t", "live-locked"];
  const free = await build({ files: { "image.ts": HELLO }, options });
  expect(free.output).toContain("no image.lock.json pins the packages, so a later build may get others");
  const pinned = await build({ folder, files: { "image.ts": HELLO }, options });
  expect(digestIn(pinned)).toBe(digestIn(free));
  expect(pinned.output).not.toMatch(/load the names|load metadata|pins the packages/);
  expect(await dockerOutput(["run", "--rm", "live-locked"])).toBe("Hello, world!\n");
});

it("the lock file is the same bytes whenever it is written", async () => {
  const [one, two] = [await locked(), await locked()];
  expect(readFileSync(two.file, "utf8")).toBe(readFileSync(one.file, "utf8"));
  const again = await build({
    folder: one.folder,
    files: { "image.ts": HELLO },
    options: ["--target", "update", "-o", one.folder],
  });
  expect(again.output).toMatch(/^image\.lock\.json: nothing has changed, \d+ store paths$/m);
  expect(readFileSync(one.file, "utf8")).toBe(readFileSync(two.file, "utf8"));
});

it("a cache with other files of the same paths serves a lock as well", async () => {
  const { folder } = await locked();
  const contexts = { "nix-cache": join(packageFolder(), "cache-xz") };
  const options = ["--provenance=false", "-t", "live-locked"];
  const other = await build({ folder, files: { "image.ts": HELLO }, contexts, options: [...options, "--no-cache"] });
  expect(digestIn(other)).toBe(digestIn(await build({ files: { "image.ts": HELLO }, options })));
});

it("what the lock does not have is an error at its line, with the ways out", async () => {
  const { folder, file, lock } = await locked();
  const files = { "image.ts": declaration("pkgs.hello, pkgs.jq") };
  expect(errorIn(await build({ folder, files }))).toBe(
    `image.ts:5:47: the lock file has no "jq" for x86_64-linux${HINT}`,
  );
  for (const use of ["ignore", "update"]) {
    const built = await build({ folder, files, args: { DECL_LOCK: use } });
    expect(built.code, built.output).toBe(0);
    expect(/^ {2}jq: jq-[\d.]+ \(new\)$/m.test(built.output)).toBe(use === "update");
  }
  const before = lock();
  const [glibc = ""] = Object.keys(before.storePaths).filter((name) => name.includes("-glibc-"));
  delete before.storePaths[glibc];
  writeFileSync(file, JSON.stringify(before));
  expect(errorIn(await build({ folder, files: { "image.ts": HELLO } }))).toBe(
    `image.ts:5:35: the lock file does not have /nix/store/${glibc}, which ${before.packages["x86_64-linux"].hello.name} needs${HINT}`,
  );
});

it("another platform than the locked ones is not covered", async () => {
  const { folder } = await locked();
  const result = await build({ folder, files: { "image.ts": HELLO }, options: ["--platform", "linux/arm64"] });
  expect(errorIn(result)).toContain("image.ts:5:35: the lock file has nothing for aarch64-linux\n  hint: write it");
});

it("a lock for another platform is added to the one that is there", async () => {
  const { folder, file, lock } = await locked();
  const before = lock();
  const options = ["--target", "lock", "--platform", "linux/arm64", "-o", folder];
  const added = await build({ folder, files: { "image.ts": HELLO }, options });
  expect(added.output).toMatch(/^image\.lock\.json:\n {2}hello \(aarch64-linux\): hello-[\d.]+ \(new\)$/m);
  expect(added.output).not.toContain("does not match result platform");
  expect(lock().packages["x86_64-linux"]).toEqual(before.packages["x86_64-linux"]);
  expect(lock().storePaths).toMatchObject(before.storePaths);
  const text = readFileSync(file, "utf8");
  const again = await build({ folder, files: { "image.ts": HELLO }, options: ["--target", "lock", "-o", folder] });
  expect(again.output).toMatch(/^image\.lock\.json: nothing has changed, 4 store paths$/m);
  expect(readFileSync(file, "utf8")).toBe(text);
});

it("`lock` adds and keeps what is there, `update` takes what is newest and says so", async () => {
  const { folder, file, lock } = await locked();
  const old = lock();
  const hello = old.packages["x86_64-linux"].hello;
  const version = hello.version;
  hello.version = "1.0";
  hello.name = "hello-1.0";
  writeFileSync(file, JSON.stringify(old));
  const files = { "image.ts": declaration("pkgs.hello, pkgs.jq") };
  const added = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
  expect(added.output).toMatch(/^image\.lock\.json:\n {2}jq: jq-[\d.]+ \(new\)\n {2}store paths: \d+ new, 0 gone$/m);
  expect(lock().packages["x86_64-linux"].hello.version).toBe("1.0");
  const updated = await build({ folder, files, options: ["--target", "update", "-o", folder] });
  expect(updated.output).toContain(`image.lock.json:\n  hello: 1.0 → ${version}\n`);
  expect(lock().packages["x86_64-linux"].hello.version).toBe(version);
});

it("a lock file that is none is told at its line", async () => {
  const { folder, file } = await locked();
  const failing = async (text: string) => {
    writeFileSync(file, text);
    return build({ folder, files: { "image.ts": HELLO } });
  };
  const hint = "\n  hint: write it again: remove it and run docker buildx build -f image.ts --target lock -o . .";
  expect(errorIn(await failing('{\n<<<<<<< ours\n  "version": 1\n}'))).toBe(
    `image.lock.json:2:1: not valid JSON: invalid symbol, at "<<<<<<<"${hint}`,
  );
  const bad = await failing('{\n  "version": 1,\n  "packages": [],\n  "storePaths": {}\n}');
  expect(errorIn(bad)).toBe(
    `image.lock.json:3:15: this is not a lock file: packages: Invalid input: expected record, received array${hint}`,
  );
  expect(bad.output).toContain('   3 | >>>   "packages": [],');
  expect(errorIn(await failing('{ "version": 2 }'))).toBe(
    "image.lock.json:1:14: the lock file has the version 2, and this decl knows 1\n  hint: use a newer decl/frontend",
  );
});

it("a hash that was changed in a lock is told at its line, and archives are checked by it where nothing is signed", async () => {
  const { folder, file, lock } = await locked();
  const tampered = lock();
  const [name = ""] = Object.keys(tampered.storePaths).filter((base) => base.includes("-hello-"));
  tampered.storePaths[name].narHash = `sha256-${Buffer.alloc(32).toString("base64")}`;
  writeFileSync(file, JSON.stringify(tampered));
  const signed = await build({ folder, files: { "image.ts": HELLO } });
  expect(errorIn(signed)).toMatch(
    /^image\.lock\.json:1:\d+: what the lock file says of \/nix\/store\/\S+-hello-\S+ is not trusted: bad signature of key /,
  );
  const unsigned = HELLO.replace(
    "binaryCaches: []",
    'binaryCaches: [{ url: "context:nix-cache", requireSignature: false }]',
  );
  expect(errorIn(await build({ folder, files: { "image.ts": unsigned } }))).toMatch(
    /^image\.ts:5:35: hello-\S+ from nix-cache could not be unpacked: the archive has the hash sha256:\w+, but its NarHash is sha256:0{52}\n {2}hint: a cache that serves other bytes/,
  );
});

it("a declared image of that name is built, not the lock", async () => {
  const text = `// syntax=decl/frontend
import { images } from "decl";
export default images({ lock: { nixpkgs: { binaryCaches: [] }, image: { cmd: ["x"] } } });
`;
  const { code, output } = await build({
    files: { "image.ts": text },
    options: ["--target", "lock", "-t", "live-lock"],
  });
  expect(code, output).toBe(0);
  expect(await dockerOutput(["image", "inspect", "live-lock", "--format", "{{json .Config.Cmd}}"])).toBe('["x"]\n');
});

it("one lock is for all images of a file", async () => {
  const image = (name: string) => `({ pkgs }) => ({
    nixpkgs: { binaryCaches: [] }, environment: { systemPackages: [pkgs.${name}] } })`;
  const text = `// syntax=decl/frontend
import { images } from "decl";
export default images({ web: ${image("hello")}, worker: ${image("jq")} });
`;
  const { folder, lock } = await locked(text);
  expect(Object.keys(lock().packages["x86_64-linux"])).toEqual(["hello", "jq"]);
  for (const target of ["web", "worker"]) {
    const built = await build({ folder, files: { "image.ts": text }, options: ["--target", target] });
    expect(built.code, built.output).toBe(0);
    expect(built.output).not.toContain("load metadata");
  }
});

it("200 paths of a cache that is gone are built from the engine's cache, to the same image", async () => {
  const key = new TestKey("test-1");
  const made = madeClosure(200, key);
  const server = await serveCache(writeCache(temporaryFolder(), made));
  const text = `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  environment: { systemPackages: [storePath("${made[0]?.storePath}")] },
  nixpkgs: { binaryCaches: [{ url: "${server.url}", publicKeys: ["${key.text}"] }] },
};
`;
  const pinned = await locked(text, { contexts: {} });
  expect(Object.keys(pinned.lock().storePaths).length).toBe(200);
  const metadata = server.requests.length;
  expect(metadata).toBe(201);
  const options = ["--provenance=false", "-t", "live-locked"];
  const request = { folder: pinned.folder, files: { "image.ts": text }, contexts: {}, options };
  const first = digestIn(await build(request));
  expect(server.requests.slice(metadata).filter((path) => !path.startsWith("/nar/"))).toEqual([]);
  const asked = server.requests.length;
  server.close();
  expect(digestIn(await build(request))).toBe(first);
  expect(server.requests.length).toBe(asked);
});

it("another engine, with nothing in its cache, makes the same image of a lock", async () => {
  const key = new TestKey("test-1");
  const made = madeClosure(200, key);
  const contexts = { ...offlineContexts(), made: writeCache(temporaryFolder(), made) };
  const text = `// syntax=decl/frontend
import { storePath } from "decl";
export default ({ pkgs }) => ({
  image: { cmd: ["hello"] },
  environment: { systemPackages: [pkgs.hello, storePath("${made[0]?.storePath}")] },
  nixpkgs: { binaryCaches: [{ url: "context:made", publicKeys: ["${key.text}"] }] },
  users: { users: { alice: { isNormalUser: true } } },
});
`;
  const { folder, lock } = await locked(text, { contexts });
  expect(Object.keys(lock().storePaths).length).toBeGreaterThan(200);
  const second = await startSecondEngine();
  const digest = async (docker?: Engine["docker"]) => {
    const options = ["--provenance=false", "-t", "live-locked"];
    return digestIn(await build({ folder, files: { "image.ts": text }, contexts, options, ...(docker && { docker }) }));
  };
  const here = await digest();
  expect(here).toMatch(/^sha256:/);
  expect(await digest(second.docker)).toBe(here);
});

it("decl lock writes the same file, and decl lock --update looks everything up again", async () => {
  const { folder, file } = await locked();
  const text = readFileSync(file, "utf8");
  rmSync(file);
  const lock = async (...options: string[]) => {
    const contexts = Object.entries(offlineContexts()).flatMap(([name, value]) => [
      "--build-context",
      `${name}=${value}`,
    ]);
    const key = ["--build-arg", `DECL_TRUSTED_PUBLIC_KEYS=${trustedKey()}`];
    return decl(["lock", join(folder, "image.ts"), folder, ...options, ...contexts, ...key]);
  };
  const written = await lock();
  expect(written).toMatchObject({ code: 0, output: expect.stringContaining("image.lock.json: 2 store paths") });
  expect(readFileSync(file, "utf8")).toBe(text);
  writeFileSync(file, text.replaceAll("hello-2", "hello-1"));
  const updated = await lock("--update", "--progress", "plain");
  expect(updated.code, updated.output).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(text);
  writeFileSync(join(folder, "image.ts"), declaration("pkgs.helo").replace("decl/frontend", FRONTEND));
  const failed = await lock();
  expect(failed.code).toBe(1);
  expect(failed.output).toContain('image.ts:5:35: there is no package "helo" for x86_64-linux');
});
