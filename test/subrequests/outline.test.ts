import { expect, test } from "vitest";
import { ask, base64 } from "./ask.ts";

const WEB = `export default ({ pkgs, args }) => ({
  image: { name: args.NAME ?? "web", labels: { "org.opencontainers.image.description": "Serves" } },
  environment: { systemPackages: [pkgs.hello] },
});
`;

test("the outline names the image and the build arguments it takes, without a package set", async () => {
  const { json, version, text } = await ask("frontend.outline", {
    files: { "web.ts": WEB },
    options: { "build-arg:NAME": "mine", "build-arg:DECL_BINARY_CACHES": "http://a http://b" },
  });
  expect(json).toEqual({
    name: "mine",
    description: "Serves",
    args: [
      {
        name: "NAME",
        value: "mine",
        location: { sourceIndex: 0, ranges: [{ start: { line: 2, character: 21 }, end: expect.anything() }] },
      },
      { name: "DECL_BINARY_CACHES", description: expect.any(String), value: "http://a http://b" },
      { name: "DECL_TRUSTED_PUBLIC_KEYS", description: expect.any(String), value: "" },
      { name: "DECL_LOCK", description: expect.any(String), value: "use" },
      { name: "DECL_BUILD", description: expect.any(String), value: "" },
      { name: "DECL_EVALUATE", description: expect.any(String), value: "" },
      { name: "DECL_NIX", description: expect.any(String), value: "" },
      { name: "DECL_ALLOW_HOSTS", description: expect.any(String), value: "*" },
      { name: "DECL_SECRET_HOSTS", description: expect.any(String), value: "" },
      { name: "DECL_CACHE_TIMEOUT", description: expect.any(String), value: "60" },
    ],
    packages: [{ name: "pkgs.hello" }],
    sources: [base64(WEB)],
  });
  expect(version).toBe("1.1.0");
  expect(text).toMatch(/^TARGET: mine\n\nDESCRIPTION: Serves\n\nBUILD ARG +VALUE +DESCRIPTION\nNAME +mine\nDECL_/);
});

test("the outline is of the image that --target chooses", async () => {
  const files = {
    "web.ts":
      'import { images } from "decl";\nexport default images({ a: { image: { name: "A" } }, b: { image: { name: "B" } } });',
  };
  expect((await ask("frontend.outline", { files, options: { target: "b" } })).json.name).toBe("B");
  await expect(ask("frontend.outline", { files })).rejects.toThrow("a --target is needed: this file declares a, b");
});

const entry = (name: string, version: string, meta: object) => ({
  name: `${name}-${version}`,
  version,
  outputs: { out: `/nix/store/${"0".repeat(32)}-${name}-${version}` },
  defaultOutput: "out",
  meta,
});
const HELLO = entry("hello", "2.12", {
  license: "gpl3Plus AND gpl3Plus",
  homepage: "https://x.org",
  mainProgram: "hello",
});
const PACKAGES = `import { context } from "decl";
export default ({ pkgs }) => ({ environment: { systemPackages: [pkgs.hello, pkgs.jq, context("./app")] } });
`;

test("the outline lists packages with what the package set says of them", async () => {
  const { json, text } = await ask("frontend.outline", {
    files: { "web.ts": PACKAGES },
    packages: { hello: HELLO, jq: entry("jq", "1.8", {}) },
  });
  expect(json.packages).toEqual([
    { name: 'context("app")' },
    {
      name: "pkgs.hello",
      version: "2.12",
      license: "gpl3Plus",
      homepage: "https://x.org",
      mainProgram: "hello",
      outputs: HELLO.outputs,
    },
    { name: "pkgs.jq", version: "1.8", outputs: expect.anything() },
  ]);
  expect(text).toMatch(
    /\n\nPACKAGE +VERSION +LICENSE +HOMEPAGE\ncontext\("app"\)\npkgs\.hello +2\.12 +gpl3Plus +https:\/\/x\.org\npkgs\.jq +1\.8\n$/,
  );
});

test("the outline lists packages as the lock file has them", async () => {
  const lock = { version: 1, packages: { "x86_64-linux": { hello: HELLO } }, storePaths: {} };
  const files = {
    "web.ts": "export default ({ pkgs }) => ({ environment: { systemPackages: [pkgs.hello] } });",
    "web.lock.json": JSON.stringify(lock),
  };
  expect((await ask("frontend.outline", { files })).json.packages).toMatchObject([
    { name: "pkgs.hello", version: "2.12" },
  ]);
});

test("what the lock file or the package set does not have is listed by its name alone, and the others with their versions", async () => {
  const { json } = await ask("frontend.outline", { files: { "web.ts": PACKAGES }, packages: { hello: HELLO } });
  expect(json.packages).toMatchObject([{ name: 'context("app")' }, { version: "2.12" }, { name: "pkgs.jq" }]);
  expect(json.packages[2]).toEqual({ name: "pkgs.jq" });
  const lock = { version: 1, packages: { "x86_64-linux": { hello: HELLO } }, storePaths: {} };
  const files = { "web.ts": PACKAGES, "web.lock.json": JSON.stringify(lock) };
  const locked = await ask("frontend.outline", { files });
  expect(locked.json.packages).toEqual(json.packages);
  const both = await ask("frontend.outline", { files, packages: { jq: entry("jq", "1.8", {}) } });
  expect(both.json.packages).toMatchObject([{}, { name: "pkgs.hello", version: "2.12" }, { version: "1.8" }]);
});

test("the outline lists packages as a devbox.lock has them, without a package set, with the version that their names have", async () => {
  const outputs = [{ path: `/nix/store/${"0".repeat(32)}-jq-1.8`, default: true }];
  const packages = { jq: { resolved: "github:NixOS/nixpkgs/0#jq", systems: { "x86_64-linux": { outputs } } } };
  const files = {
    "web.ts": `export default ({ pkgs }) => ({
      nixpkgs: { devboxLock: "devbox.lock" },
      environment: { systemPackages: [pkgs.hello, pkgs.jq] },
    });`,
    "devbox.lock": JSON.stringify({ lockfile_version: "1", packages }),
  };
  const { json } = await ask("frontend.outline", { files });
  expect(json.packages).toEqual([
    { name: "pkgs.hello" },
    { name: "pkgs.jq", version: "1.8", outputs: { out: outputs[0]?.path } },
  ]);
});
