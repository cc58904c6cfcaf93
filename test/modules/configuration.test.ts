import { describe, expect, it } from "vitest";
import { packageOf } from "../../src/lib/package-reference.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const read = async (text: string, file = "image.ts") => (await configure(text, { file })).config;

describe("decl's own options", () => {
  it("take packages by attribute path, by store path, and by name", async () => {
    const { environment } = await read(`import { storePath } from "decl";
export default ({ pkgs }) => ({ environment: { systemPackages: [pkgs.openssl.dev, storePath("/nix/store/x"), "hello", "/nix/store/y"] } })`);
    expect(environment.systemPackages.map(packageOf)).toEqual(["openssl.dev", "/nix/store/x", "hello", "/nix/store/y"]);
  });

  it("let a declaration read the merged configuration, and define options of its own", async () => {
    const config = await read(`import { lib } from "decl";
const app = {
  options: { app: { port: lib.mkOption({ type: lib.types.port, default: 80 }), enable: lib.mkEnableOption("the app") } },
};
export default ({ config, pkgs, lib: { mkIf, mkDefault } }) => ({
  imports: [app, ({ config, lib }) => lib.mkIf(config.app.enable, { image: { exposedPorts: { [config.app.port + "/tcp"]: {} } } })],
  config: { app: { enable: true }, image: { name: "app-" + config.app.port, cmd: [\`\${pkgs.hello}/bin/hello\`] } },
})`);
    expect(config.image).toMatchObject({ name: "app-80", exposedPorts: { "80/tcp": {} } });
    expect(config.app).toEqual({ enable: true, port: 80 });
  });

  it("can be submodules whose module is a function of their name", async () => {
    const config = await read(`import { lib } from "decl";
const site = lib.types.submodule(({ name, config }) => ({
  options: { url: lib.mkOption({ type: lib.types.str }), port: lib.mkOption({ type: lib.types.port, default: 80 }) },
  config: { url: "http://" + name + ":" + config.port },
}));
export default {
  options: { sites: lib.mkOption({ type: lib.types.attrsOf(site), default: {} }) },
  config: { sites: { a: {}, b: { port: 8080 } } },
}`);
    expect(config.sites).toEqual({ a: { url: "http://a:80", port: 80 }, b: { url: "http://b:8080", port: 8080 } });
  });

  it("say which packages are built: those that no cache has, unless a declaration says otherwise", async () => {
    expect((await read("export default {}")).nixpkgs.build).toBe("missing");
    for (const build of ["never", "missing", "always"]) {
      expect((await read(`export default { nixpkgs: { build: "${build}" } }`)).nixpkgs.build).toBe(build);
    }
  });

  it.each([
    [
      "{ nixpkgs: { build: 'sometimes' } }",
      'image.ts:1:36: must be one of "never", "missing", "always" (nixpkgs.build)\n  hint: this is "sometimes"',
    ],
    ["{ imag: {} }", 'image.ts:1:18: there is no option "imag"\n  hint: did you mean "image"?'],
    [
      "{ image: { zzzzzzz: 1 } }",
      'image.ts:1:27: there is no option "image.zzzzzzz"\n  hint: `decl options image` lists those there are',
    ],
    ["{ image: 5 }", "image.ts:1:25: must be an object (image)\n  hint: this is 5"],
    ["{ image: { cmd: 'x' } }", 'image.ts:1:32: must be a list (image.cmd)\n  hint: write ["x"] instead of "x"'],
    ["{ image: { cmd: ['a', 2] } }", 'image.ts:1:38: must be a string (image.cmd.1)\n  hint: write "2" instead of 2'],
    [
      "{ image: { workingDir: 'srv' } }",
      'image.ts:1:39: must be an absolute path (image.workingDir)\n  hint: this is "srv"',
    ],
    [
      "{ image: { exposedPorts: { http: {} } } }",
      'image.ts:1:43: must be a port such as "80/tcp" (image.exposedPorts.http)\n  hint: this is "http"',
    ],
    [
      "{ image: { env: { 'A=B': 'c' } } }",
      `image.ts:1:34: must be a variable's name (image.env.A=B)\n  hint: this is "A=B"`,
    ],
    [
      "{ environment: { systemPackages: [1] } }",
      "image.ts:1:50: must be a package (environment.systemPackages.0)\n  hint: this is 1",
    ],
    [
      "{ nixpkgs: { binaryCaches: [{ url: 'ftp://x' }] } }",
      'image.ts:1:51: must be an http:// or https:// address, or context:NAME (nixpkgs.binaryCaches.0.url)\n  hint: this is "ftp://x"',
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
      '  hint: write ["1"] instead of 1',
      'image.ts:3:3: there is no option "imgae"',
      '  hint: did you mean "image"?',
    ]);
  });
});

describe("a declaration that reads what it defines itself", () => {
  it.each([
    [
      "an option of an instance that a module of decl's works out",
      '{ services: { phpfpm: { pools: { x: { user: "root" } } } }, image: { labels: { a: config.services.phpfpm.pools.x.socket } } }',
      "/run/phpfpm/x.sock",
    ],
    [
      "a text of its own",
      '{ environment: { etc: { a: { text: "x" } } }, image: { labels: { a: `${config.environment.etc.a.text}!` } } }',
      "x!",
    ],
    [
      "a unit's name",
      '{ systemd: { services: { a: { script: "true" }, b: { script: "true", after: [config.systemd.services.a.name] } } }, image: { labels: { a: config.systemd.services.b.after.join() } } }',
      "a.service",
    ],
  ])("needs no question mark: %s", async (_, value, label) => {
    const { config } = await configure(`export default ({ config }) => (${value});`);
    expect(config.image.labels.a).toBe(label);
  });

  it("is told where there is nothing of that name in the end", async () => {
    const text =
      "export default ({ config }) => ({ image: { labels: { a: config.services.phpfpm.pools.x.socket } } });";
    expect(await errorOf(configure(text))).toContain("cannot read property 'socket' of undefined");
  });
});
