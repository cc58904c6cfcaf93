import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/options/read-configuration.ts";
import { declare, errorOf } from "../declaration/declare.ts";

const read = async (text: string, file = "image.ts") => readConfiguration(await declare(text, { file }));

describe("the options", () => {
  it("have defaults", async () => {
    expect(await read("export default {}")).toEqual({
      image: { env: {}, labels: {}, exposedPorts: {} },
      environment: { systemPackages: [] },
      nixpkgs: {},
    });
  });

  it("take packages by attribute path, by store path, and by name", async () => {
    const { environment } = await read(`import { storePath } from "decl";
export default ({ pkgs }) => ({ environment: { systemPackages: [pkgs.openssl.dev, storePath("/nix/store/x"), "hello", "/nix/store/y"] } })`);
    expect(environment.systemPackages).toEqual([
      { kind: "attribute", attributePath: "openssl.dev" },
      { kind: "storePath", path: "/nix/store/x" },
      { kind: "attribute", attributePath: "hello" },
      { kind: "storePath", path: "/nix/store/y" },
    ]);
  });

  it.each([
    ["{ imag: {} }", 'image.ts:1:18: there is no option "imag"\n  hint: did you mean "image"?'],
    ["{ image: { zzzzzzz: 1 } }", 'image.ts:1:27: there is no option "image.zzzzzzz"'],
    [
      "{ image: { entryPoint: [] } }",
      'image.ts:1:27: there is no option "image.entryPoint"\n  hint: did you mean "entrypoint"?',
    ],
    ["{ image: 5 }", "image.ts:1:25: must be an object (image)"],
    ["{ image: { cmd: 'x' } }", "image.ts:1:32: must be a list (image.cmd)"],
    ["{ image: { cmd: ['a', 2] } }", "image.ts:1:38: must be a string (image.cmd.1)"],
    ["{ image: { workingDir: 'srv' } }", "image.ts:1:39: must be an absolute path (image.workingDir)"],
    [
      "{ image: { exposedPorts: { http: {} } } }",
      'image.ts:1:43: must be a port such as "80/tcp" (image.exposedPorts.http)',
    ],
    ["{ image: { env: { 'A=B': 'c' } } }", "image.ts:1:34: must be a variable's name (image.env.A=B)"],
    ["{ environment: { systemPackages: [1] } }", "image.ts:1:50: must be a package (environment.systemPackages.0)"],
    [
      "{ nixpkgs: { binaryCaches: [{ url: 'ftp://x' }] } }",
      "image.ts:1:51: must be an http:// or https:// address (nixpkgs.binaryCaches.0.url)",
    ],
    [
      "{ nixpkgs: { binaryCaches: [{ url: 'https://x', publicKey: [] }] } }",
      'image.ts:1:64: there is no option "nixpkgs.binaryCaches.0.publicKey"\n  hint: did you mean "publicKeys"?',
    ],
  ])("refuse %s with its place", async (text, message) => {
    expect(await errorOf(read(`export default ${text}`))).toBe(message);
  });

  it("report every mistake, not only the first", async () => {
    const printed = await errorOf(read("export default {\n  image: { cmd: 1 },\n  imgae: {},\n}"));
    expect(printed.split("\n")).toEqual([
      "image.ts:2:17: must be a list (image.cmd)",
      'image.ts:3:3: there is no option "imgae"',
      '  hint: did you mean "image"?',
    ]);
  });
});
