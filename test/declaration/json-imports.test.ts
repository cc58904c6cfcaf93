import { describe, expect, it } from "vitest";
import { packageOf } from "../../src/lib/package-reference.ts";
import { configure, errorOf } from "./declare.ts";

const imported = (imports: unknown, files: Readonly<Record<string, string>>, args = {}) =>
  configure(JSON.stringify({ imports, image: { name: "web" } }), { file: "image.json", files, args });

const failure = (imports: unknown, files: Readonly<Record<string, string>> = {}) => errorOf(imported(imports, files));

describe("imports of a declaration in JSON", () => {
  it("are declarations in JSON, which may import and build themselves", async () => {
    const { config } = await imported(["./lib/users.json", "./tools.json"], {
      "lib/users.json":
        '{ "imports": ["../groups.json"], "users": { "users": { "alice": { "isNormalUser": true } } } }',
      "groups.json": '{ "users": { "groups": { "students": { "gid": 1001 } } } }',
      "tools.json": `{
  "$schema": "x", // for editors
  "builds": { "app": { "script": "true" } },
  "environment": { "systemPackages": ["hello"], "variables": { "APP": "\${builds.app}/x" } }
}`,
    });
    expect(config.image.name).toBe("web");
    expect(config.users.groups.students?.gid).toBe(1001);
    expect(config.users.users.alice?.isNormalUser).toBe(true);
    expect(config.environment.systemPackages.map(packageOf)).toContain("hello");
    expect(config.environment.variables.APP).toMatch(/^\uE0D0.*true.*\uE0D1\/x$/);
  });

  it("are modules in TypeScript and JavaScript, which read what JSON says", async () => {
    const { config } = await imported(
      ["./port.ts", "./names.json", "./plain.mjs"],
      {
        "port.ts": `import { base } from "./base.ts";
export default ({ config, args }: any) => ({ image: { labels: { name: config.image.name, port: base + args.PORT } } });`,
        "base.ts": 'export const base: string = "80";',
        "names.json": '{ "imports": ["./port.ts"], "image": { "labels": { "a": "b" } } }',
        "plain.mjs": "export default { image: { labels: { c: 'd' } } };",
      },
      { PORT: "80" },
    );
    expect(config.image.labels).toEqual({ name: "web", port: "8080", a: "b", c: "d" });
  });

  it("are counted once, and not in a circle", async () => {
    const twice = await imported(["./a.json", "./b.json"], {
      "a.json": '{ "imports": ["./b.json"] }',
      "b.json": '{ "environment": { "systemPackages": ["hello"] } }',
    });
    expect(twice.config.environment.systemPackages.map(packageOf)).toEqual(["hello"]);
    expect(await failure(["./a.json"], { "a.json": '{ "imports": ["./image.json"] }' })).toBe(
      "a.json:1:15: modules import each other in a circle: image.json → a.json → image.json\n" +
        "  hint: what both need can stand in a third module that both import",
    );
  });

  it("have the places of their own files", async () => {
    expect(await failure(["./a.json"], { "a.json": '{\n  "image": { "nmae": "x" } }' })).toBe(
      'a.json:2:14: there is no option "image.nmae"\n  hint: did you mean "name"?',
    );
    expect(await failure(["./a.ts"], { "a.ts": "export default () => ({\n  image: { nmae: 1 } });" })).toContain(
      'a.ts:2:12: there is no option "image.nmae"',
    );
    expect(await failure(["./a.json"], { "a.json": '{ "image": { "name": "other" } }' })).toContain("a.json:1:22");
  });

  it.each<[string, unknown, Readonly<Record<string, string>>, string]>([
    [
      "no list",
      "./a.json",
      {},
      'image.json:1:12: imports must be a list of files\n  hint: write `"imports": ["./users.json"]`',
    ],
    ["no text", [1], {}, "image.json:1:13: an import must be the name of a file\n  hint: write"],
    [
      "no file",
      ["hello"],
      {},
      'image.json:1:13: a declaration cannot import "hello"\n  hint: it can import files beside it, as in "./users.json"',
    ],
    ["a file outside", ["../a.json"], {}, 'image.json:1:13: "../a.json" is outside of the build file\'s folder'],
    [
      "another kind of file",
      ["./a.nix"],
      {},
      'image.json:1:13: "./a.nix" is not a TypeScript, JavaScript or JSON file',
    ],
    ["a file that is not there", ["./a.json"], {}, 'image.json:1:13: there is no file "a.json" beside the build file'],
    [
      "a file without a default",
      ["./a.ts"],
      { "a.ts": "export const a = 1;" },
      'image.json:1:13: "a.ts" has no default export\n  hint: write `export default module({ … })` there',
    ],
    [
      "a value that is no module",
      ["./a.ts"],
      { "a.ts": "export default 1;" },
      "image.json:1:13: an import must be a module, not a number (imports.0)\n  hint: a module is an object of options, or a function that returns one",
    ],
    [
      "several images",
      ["./a.ts"],
      { "a.ts": 'import { images } from "decl";\nexport default images({});' },
      "image.json:1:13: images() is only for the default export",
    ],
    ["JSON that is none", ["./a.json"], { "a.json": "{" }, "a.json:1:2: not valid JSON"],
    [
      "a module that throws",
      ["./a.ts"],
      { "a.ts": "export default () => {\n  throw new Error('up'); };" },
      "a.ts:2:18: up",
    ],
    [
      "a top level that throws",
      ["./a.ts"],
      { "a.ts": "\nthrow new Error('up');\nexport default {};" },
      "a.ts:2:16: up",
    ],
  ])("cannot be %s", async (_, imports, files, message) => {
    expect(await failure(imports, files)).toContain(message);
  });
});
