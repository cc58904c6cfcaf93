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
    "runx:golangci/golangci-lint@latest": { resolved: "golangci/golangci-lint@v1.53.3", version: "v1.53.3" },
    "nodePackages.@x/y@1": { resolved: resolved("nodePackages.%22@x/y%22^out"), systems: systems("y-1") },
  });
  const find = (name: string) => lock.ofSystem("x86_64-linux").find(name);

  it("knows packages by nixpkgs's name and by devbox's", () => {
    expect(find("nodejs_20").path.name).toBe("nodejs-20.1");
    expect(find("nodejs")).toMatchObject({ name: "nodejs-20.1", version: "20.1" });
    expect(find("python3Packages.pip").path.name).toBe("pip-24");
    expect(find('nodePackages."@x/y"').path.name).toBe("y-1");
    expect(["nodejs", "nodejs_20", "hello", "(pkgs.go)"].map(lock.has)).toEqual([true, true, false, false]);
  });

  it("has none of what devbox takes from flakes and from GitHub: nixpkgs's package of that name is another", () => {
    expect(["tool", "golangci-lint", "runx:golangci/golangci-lint"].map(lock.has)).toEqual([false, false, false]);
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

  it("may have null, or nothing, for all that it does not know, and more than is known here", () => {
    const sparse = lockOf({
      "a@1": null,
      "b@1": { resolved: null, version: "", systems: null, allow_insecure: true, plugin_version: "0.0.1" },
      "c@1": { systems: { "x86_64-linux": null, "aarch64-linux": { outputs: [{ name: "out", default: true }] } } },
      "d@1": { systems: { "x86_64-linux": { outputs: null, store_path: path("d-1"), nar: { size: 1 } } }, new: [] },
    }).ofSystem("x86_64-linux");
    for (const name of ["a", "b", "c"]) expect(() => sparse.find(name)).toThrow(`has no store path of ${name}@1`);
    expect(sparse.find("d")).toMatchObject({ name: "d-1", path: { name: "d-1" } });
    expect(readDevboxLock("devbox.lock", '{ "lockfile_version": "1", "packages": null }', undefined).has("a")).toBe(
      false,
    );
  });

  it("may have an output without a name, which is out, and one that is called by a part of the version", () => {
    const output = (store: string, name?: string) => ({ name, path: path(store), default: true });
    const packageOf = (...outputs: object[]) => {
      const found = lockOf({ x: { resolved: resolved("x"), systems: { "x86_64-linux": { outputs } } } });
      const { name, path: main, install, entry } = found.ofSystem("x86_64-linux").find("x");
      return [name, main.name, install.map((one) => one.name), Object.keys(entry?.outputs ?? {})];
    };
    const alone = ["kubeconform-0.7.0", "kubeconform-0.7.0", ["kubeconform-0.7.0"], ["out"]];
    expect(packageOf(output("kubeconform-0.7.0"))).toEqual(alone);
    const just = ["just-1.50.0-man", "just-1.50.0"];
    expect(packageOf(output("just-1.50.0-man", "man"), output("just-1.50.0"))).toEqual([
      "just-1.50.0",
      "just-1.50.0",
      just,
      ["man", "out"],
    ]);
    expect(packageOf(output("fontconfig-2.17.1-bin", "bin"))).toEqual([
      "fontconfig-2.17.1",
      "fontconfig-2.17.1-bin",
      ["fontconfig-2.17.1-bin"],
      ["bin"],
    ]);
    const dated = ["rust-analyzer-2026-04-27", "rust-analyzer-2026-04-27-man"];
    const [day, manual] = [output(dated[0] ?? "", "04-27"), output(dated[1] ?? "", "04-27-man")];
    expect(packageOf(manual, day)).toEqual([dated[0], dated[0], [dated[1], dated[0]], ["man", "out"]]);
    expect(packageOf(output("tool"), output("tool-lib"))[3]).toEqual(["out", "lib"]);
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
