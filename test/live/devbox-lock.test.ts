import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { build, dockerOutput, errorIn, offlineContexts, packageFolder, temporaryFolder } from "./engine.ts";

const { nixpkgs, ...contexts } = offlineContexts();

/** A devbox.lock with packages of the offline set, as devbox itself would have written it. */
function devboxLock(): string {
  const { systems } = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
  const { hello, openssl, jq } = systems["x86_64-linux"];
  const outputs = (entry: typeof openssl) =>
    Object.entries(entry.outputs).map(([name, path]) => ({
      name,
      path,
      ...((entry.outputsToInstall ?? [entry.defaultOutput]).includes(name) ? { default: true } : {}),
    }));
  const resolved = (attribute: string) => `github:NixOS/nixpkgs/${"0".repeat(40)}#${attribute}`;
  return JSON.stringify({
    lockfile_version: "1",
    packages: {
      "hello@latest": {
        resolved: resolved("hello"),
        source: "devbox-search",
        version: hello.version,
        systems: { "x86_64-linux": { outputs: outputs(hello), store_path: hello.outputs.out } },
      },
      "openssl@3": {
        resolved: resolved("openssl_3"),
        version: openssl.version,
        systems: { "x86_64-linux": { outputs: outputs(openssl) } },
      },
      "jq@1": { resolved: resolved("jq"), systems: { "x86_64-linux": { store_path: jq.outputs[jq.defaultOutput] } } },
    },
  });
}

const declaration = (packages: string) => `// syntax=decl/frontend
export default ({ pkgs }) => ({
  image: { cmd: ["hello"] },
  nixpkgs: { binaryCaches: [], source: null, devboxLock: "./devbox.lock" },
  environment: { systemPackages: [${packages}] },
});
`;

it("names that a devbox.lock has are its store paths, without a package set, and are pinned by the lock file", async () => {
  const files = {
    "image.ts": declaration("pkgs.hello, pkgs.openssl, pkgs.openssl_3.dev"),
    "devbox.lock": devboxLock(),
  };
  const folder = temporaryFolder();
  const written = await build({ folder, files, contexts, options: ["--target", "lock", "-o", folder] });
  expect(written.code, written.output).toBe(0);
  const { packageSet, packages } = JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
  expect(packageSet).toEqual({ source: "devbox.lock", sha256: expect.stringMatching(/^sha256-/) });
  const table = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
  const known = table.systems["x86_64-linux"];
  const found = packages["x86_64-linux"];
  expect(Object.keys(found)).toEqual(["hello", "openssl", "openssl_3.dev"]);
  expect(found.openssl.outputs).toEqual(known.openssl.outputs);
  expect(found["openssl_3.dev"].defaultOutput).toBe("dev");
  const built = await build({ folder, files, contexts, options: ["-t", "live-devbox"] });
  expect(built.code, built.output).toBe(0);
  expect(await dockerOutput(["run", "--rm", "live-devbox"])).toBe("Hello, world!\n");
});

it("other names are looked up in the package set", async () => {
  const files = { "image.ts": declaration("pkgs.hello, pkgs.curl"), "devbox.lock": devboxLock() };
  expect(errorIn(await build({ files, contexts }))).toContain("there is no package set to find them in");
  const built = await build({ files, contexts: { ...contexts, nixpkgs: nixpkgs ?? "" } });
  expect(built.code, built.output).toBe(0);
});

it("what is wrong with a devbox.lock is told at the line that it is about", async () => {
  const text = declaration("pkgs.hello");
  const wrong = async (lock: string | undefined, platform = "linux/amd64", packages = "pkgs.hello") => {
    const folder = temporaryFolder();
    if (lock !== undefined) writeFileSync(join(folder, "devbox.lock"), lock);
    const files = { "image.ts": text.replace("pkgs.hello", packages) };
    return errorIn(await build({ folder, files, contexts, options: ["--platform", platform] }));
  };
  expect(await wrong(undefined)).toBe('image.ts:4:58: there is no file "devbox.lock" in the build context');
  expect(await wrong('{\n  "lockfile_version": "0",\n  "packages": {}\n}')).toBe(
    'devbox.lock:2:23: this is not a devbox.lock: lockfile_version: Invalid input: expected "1"\n' +
      "  hint: `devbox install` writes it; its lockfile_version has to be 1",
  );
  expect(await wrong(devboxLock(), "linux/arm64")).toBe(
    "image.ts:5:35: devbox.lock has no store path of hello@latest for aarch64-linux, only for x86_64-linux\n" +
      "  hint: `devbox update` writes the store paths of all systems that have the package",
  );
  expect(await wrong(devboxLock(), "linux/amd64", "pkgs.jq.dev")).toBe(
    'image.ts:5:35: jq@1 of devbox.lock has no output "dev" for x86_64-linux\n  hint: its outputs are out',
  );
});
