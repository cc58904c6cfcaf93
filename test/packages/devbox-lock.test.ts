import { describe, expect, it } from "vitest";
import { readDevboxLock } from "../../src/packages/devbox-lock.ts";
import { DeclError, printDiagnostic } from "../../src/text/diagnostic.ts";

const path = (name: string) => `/nix/store/${"0".repeat(32)}-${name}`;
const resolved = (attribute: string) => `github:NixOS/nixpkgs/${"0".repeat(40)}#${attribute}`;
const systems = (name: string) => ({ "x86_64-linux": { outputs: [{ name: "out", path: path(name), default: true }] } });

const lockOf = (packages: object) =>
  readDevboxLock("devbox.lock", JSON.stringify({ lockfile_version: "1", packages }), undefined);

describe("a devbox.lock", () => {
  const lock = lockOf({
    "nodejs@20": { resolved: resolved("nodejs_20"), version: "20.1", systems: systems("nodejs-20.1") },
    "curl@latest": {
      resolved: resolved("legacyPackages.x86_64-linux.curl"),
      version: "8.1",
      systems: {
        "x86_64-linux": {
          outputs: [
            { name: "out", path: path("curl-8.1") },
            { name: "bin", path: path("curl-8.1-bin"), default: true },
            { name: "man", path: path("curl-8.1-man"), default: true },
          ],
          store_path: path("curl-8.1-bin"),
        },
      },
    },
    "go@1.20": { resolved: resolved("go"), systems: systems("go-1.20") },
    "go@1.21": { resolved: resolved("go"), systems: systems("go-1.21") },
    "ruby@2": { resolved: resolved("ruby_2"), systems: systems("ruby-2") },
    "ruby@3": { resolved: resolved("ruby_3"), systems: systems("ruby-3") },
    "old@1": { resolved: resolved("old"), systems: { "x86_64-linux": { store_path: path("old-1") } } },
    "bare@1": { resolved: resolved("bare") },
    "bad@1": { resolved: resolved("bad"), systems: { "x86_64-linux": { store_path: "/nix/store/x" } } },
    "python3Packages.pip@24": { resolved: resolved("python3Packages.pip"), systems: systems("pip-24") },
    "github:someone/flake": { resolved: "github:someone/flake/0123#tool" },
  });
  const find = (name: string) => lock.ofSystem("x86_64-linux").find(name);

  it("knows packages by nixpkgs's name and by devbox's", () => {
    expect(find("nodejs_20").path.name).toBe("nodejs-20.1");
    expect(find("nodejs")).toMatchObject({ name: "nodejs-20.1", version: "20.1" });
    expect(find("python3Packages.pip").path.name).toBe("pip-24");
    expect(["nodejs", "nodejs_20", "hello", "(pkgs.go)"].map(lock.has)).toEqual([true, true, false, false]);
  });

  it("installs the outputs that devbox does; the first of them stands for the package", () => {
    expect(find("curl")).toMatchObject({ name: "curl-8.1", version: "8.1" });
    expect(find("curl").path.name).toBe("curl-8.1-bin");
    expect(find("curl").install.map(({ name }) => name)).toEqual(["curl-8.1-bin", "curl-8.1-man"]);
    expect(find("curl.out").install.map(({ name }) => name)).toEqual(["curl-8.1"]);
  });

  it("may have a single store path, as older ones do", () => {
    expect(find("old").install.map(({ name }) => name)).toEqual(["old-1"]);
  });

  it.each([
    ["bare", "devbox.lock has no store path of bare@1 for x86_64-linux", /^`devbox update` writes/],
    ["curl.doc", 'curl@latest of devbox.lock has no output "doc" for x86_64-linux', /^its outputs are out, bin, man$/],
    ["go", '"go" is several packages of devbox.lock: go@1.20 and go@1.21', /^name one by its store path/],
    [
      "ruby",
      '"ruby" is several packages of devbox.lock: ruby@2 and ruby@3',
      /^name one of pkgs\.ruby_2, pkgs\.ruby_3$/,
    ],
  ])("%s is an error that says what to do", (name, message, hint) => {
    expect(lock.has(name)).toBe(true);
    expect(() => find(name)).toThrow(expect.objectContaining({ message, hint: expect.stringMatching(hint) }));
  });

  it("a store path that is none is an error that names the package", () => {
    expect(() => find("bad")).toThrow(/^bad@1 of devbox\.lock: "x" is not a store path/);
  });

  it("a file that is something else is an error at its line", () => {
    const error = (text: string) => {
      try {
        readDevboxLock("devbox.lock", text, undefined);
      } catch (thrown) {
        if (thrown instanceof DeclError) return thrown.diagnostics.map(printDiagnostic).join("\n");
        throw thrown;
      }
      throw new Error("expected an error");
    };
    expect(error('{\n"lockfile_version": "1",\n"packages": { "a@1": { "systems": 5 } }\n}')).toMatch(
      /^devbox\.lock:3:35: this is not a devbox\.lock: packages\.a@1\.systems: Invalid input/,
    );
    expect(error("{")).toMatch(/^devbox\.lock:1:\d+: not valid JSON/);
  });
});
