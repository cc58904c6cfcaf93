import { describe, expect, it } from "vitest";
import { placeholder } from "../../src/lib/placeholder.ts";
import { placeAt } from "../value/place-at.ts";
import { declare, errorOf, evaluation, plain } from "./declare.ts";

const HEADER = "// syntax=decl/frontend\n";

describe("a TypeScript declaration", () => {
  it("is a value or a function of its arguments", async () => {
    const value = await declare(
      `${HEADER}import { image } from "decl";
export default image(({ pkgs, args, platform, target }) => ({
  image: { name: args.NAME ?? "x", labels: { system: platform.system, target } },
  environment: { systemPackages: [pkgs.hello, pkgs.python3Packages.requests] },
}));`,
      { args: { NAME: "web" } },
    );
    expect(plain(value)).toEqual({
      image: { name: "web", labels: { system: "x86_64-linux", target: "" } },
      environment: { systemPackages: [{ package: "hello" }, { package: "python3Packages.requests" }] },
    });
    expect(plain(await declare("export default { image: { name: 'plain' } }"))).toEqual({ image: { name: "plain" } });
  });

  it("may carry types, which are removed in place", async () => {
    const text = `import { image, type Package } from "decl";
interface Names { readonly name: string }
const names: Names = { name: "typed" as const };
export default image(({ pkgs }: any) => ({ image: names satisfies object }));`;
    const value = await declare(text);
    expect(plain(value)).toEqual({ image: { name: "typed" } });
    expect(placeAt(value, ["image", "name"])?.start).toEqual({ line: 3, column: 30 });
  });

  it("is not misread where type arguments are valid JavaScript too", async () => {
    expect(plain(await declare("const id = (x) => x; type T = string;\nexport default { a: id<T>(1) }"))).toEqual({
      a: 1,
    });
    expect(plain(await declare("const T = 0, id = (x) => x;\nexport default { a: id<T>(1) }"))).toEqual({ a: 1 });
  });

  it("may begin with # syntax=, a hash bang or a byte order mark", async () => {
    for (const header of [
      "# syntax=decl/frontend\n",
      "#!/usr/bin/env decl\n# syntax=decl/frontend\n",
      "\uFEFF// syntax=x\n",
    ]) {
      const value = await declare(`${header}export default { a: [1] }`);
      expect(placeAt(value, ["a", 0])?.start.column).toBe(22);
    }
  });

  it("tells which build arguments it asked for, given or not, and where it first did", async () => {
    const text = `const more = (args) => ("D" in args ? args.D : "d");
export default ({ args, args: { C = "c" } }) => ({
  a: [args.A, args.B ?? "b", args.A, C, more(args)],
  rest: JSON.stringify(args) + args.toString(),
});`;
    const { value, readArguments } = await evaluation(text, { args: { A: "1", Z: "all" } });
    const places = Array.from(readArguments, ([name, place]) => `${name} at ${place?.file}:${place?.start.line}`);
    expect(places).toEqual([
      "C at image.ts:2",
      "A at image.ts:3",
      "B at image.ts:3",
      "D at image.ts:1",
      "Z at image.ts:4",
    ]);
    expect(plain(value)).toMatchObject({ rest: '{"A":"1","Z":"all"}[object Object]' });
    const spread = await evaluation("export default ({ args }) => ({ ...args });", { args: { A: "1" } });
    expect([plain(spread.value), [...spread.readArguments.keys()]]).toEqual([{ A: "1" }, ["A"]]);
    expect((await evaluation("export default { a: 1 }", { args: { A: "1" } })).readArguments.size).toBe(0);
  });

  it("keeps the place of every value through variables, functions and conditions", async () => {
    const value = await declare(`const make = (n) => ({
  script: n,
});
const list = [
  "a",
  "b",
];
export default () => ({ services: { one: make("x") }, list, ...(true ? { extra: { deep: 1 } } : {}) });`);
    expect(placeAt(value, ["services", "one", "script"])?.start).toEqual({ line: 2, column: 11 });
    expect(placeAt(value, ["services", "one", "script"], "key")?.start).toEqual({ line: 2, column: 3 });
    expect(placeAt(value, ["list", 1])?.start).toEqual({ line: 6, column: 3 });
    expect(placeAt(value, ["extra", "deep"])?.start).toEqual({ line: 8, column: 89 });
    expect(placeAt(value, ["services", "one", "nothing"])?.start).toEqual({ line: 1, column: 22 });
  });

  it("makes placeholders of packages in strings", async () => {
    const value = await declare('export default ({ pkgs }) => ({ run: `${pkgs.nginx}/bin/nginx ${pkgs.a["b c"]}` })');
    expect(plain(value)).toEqual({ run: `\uE0D0nginx\uE0D1/bin/nginx ${placeholder('a."b c"')}` });
  });

  it("names store paths directly", async () => {
    const value = await declare('import { storePath } from "decl";\nexport default { p: [storePath("/nix/store/x")] }');
    expect(plain(value)).toEqual({ p: [{ storePath: "/nix/store/x" }] });
  });

  it("leaves out what is undefined", async () => {
    expect(plain(await declare("export default { a: undefined, b: null }"))).toEqual({ b: null });
  });

  it("imports TypeScript, JavaScript and JSON files beside it, each once and in cycles too", async () => {
    const files = {
      "lib/users.ts": 'import { base } from "../base.js";\nexport const users: string[] = [base, "b"];',
      "base.js": 'import "./lib/users.ts";\nexport const base = "base";',
      "data.json": '{ "port": 80, "deep": { "x": [1] } }',
    };
    const value = await declare(
      `import { users } from "./lib/users.ts";\nimport data from "./data.json" with { type: "json" };\nexport default { users, data };`,
      { files },
    );
    expect(plain(value)).toEqual({ users: ["base", "b"], data: { port: 80, deep: { x: [1] } } });
    expect(placeAt(value, ["data", "port"])).toMatchObject({ file: "data.json", start: { line: 1, column: 11 } });
    expect(placeAt(value, ["users", 1])).toMatchObject({ file: "lib/users.ts", start: { line: 2, column: 39 } });
  });

  it("can hold several images, chosen by target", async () => {
    const text = 'import { images } from "decl";\nexport default images({ web: { a: 1 }, default: () => ({ a: 2 }) });';
    expect(plain(await declare(text, { target: "web" }))).toEqual({ a: 1 });
    expect(plain(await declare(text))).toEqual({ a: 2 });
    expect(await errorOf(declare(text, { target: "nope" }))).toBe(
      'image.ts:2:1: there is no image "nope": this file declares web, default\n  hint: choose with --target',
    );
    const other = 'import { images } from "decl";\nexport default images({ web: {}, worker: {} });';
    expect(await errorOf(declare(other))).toBe(
      "image.ts:2:1: a --target is needed: this file declares web, worker\n" +
        '  hint: name one of them "default" to have it built without --target',
    );
  });
});

describe("a JSON declaration", () => {
  it("means the same, with places, comments and package references in strings", async () => {
    const value = await declare(
      '{\n  "syntax": "decl/frontend", // the frontend\n  "environment": { "systemPackages": ["hello"] },\n  "cmd": "${pkgs.hello}/bin/hello $${HOME}",\n}',
      { file: "image.json" },
    );
    expect(plain(value)).toEqual({
      environment: { systemPackages: ["hello"] },
      cmd: "\uE0D0hello\uE0D1/bin/hello ${HOME}",
    });
    expect(placeAt(value, ["environment", "systemPackages", 0])?.start).toEqual({ line: 3, column: 39 });
  });

  it("is recognised without the name's help", async () => {
    expect(plain(await declare('// syntax=decl/frontend\n{ "a": 1 }', { file: "Imagefile" }))).toEqual({ a: 1 });
  });

  it.each([
    ['{ "a": }', 'image.json:1:8: not valid JSON: value expected, at "}"'],
    ['{ "a": 1,\n  "a": 2 }', 'image.json:2:3: "a" stands twice in this object'],
    ["[]", "image.json:1:1: an image must be an object of options"],
    ["", "image.json:1:1: not valid JSON: it is empty"],
  ])("says what is wrong with %j", async (text, message) => {
    const printed = await errorOf(declare(text, { file: "image.json" }));
    expect(printed.split("\n  hint: ")).toEqual([message, expect.stringMatching(/./)]);
  });
});

describe("a declaration that cannot be used says where and why", () => {
  it.each([
    ["a syntax error", "export default {\n  a: 1,\n  b: ,\n}", "image.ts:3:6: expression expected"],
    ["a TypeScript syntax error", "let a: number = 1;\nlet b: = 2;\nexport default {}", 'image.ts:2:8: unexpected "="'],
    [
      "TypeScript that needs compiling",
      "enum A { x }\nexport default {}",
      "image.ts:1:1: TypeScript enum is not supported in strip-only mode\n  hint: only TypeScript that goes away when types are removed can be used here",
    ],
    [
      "no default export",
      "// syntax=x\n\nexport const web = {};",
      "image.ts:3:1: this file exports no image\n  hint: write `export default image({ … })`",
    ],
    [
      "a type error at run time",
      "const x = undefined;\nexport default () => ({\n  a: { b: 1 }, c: [x.y],\n});",
      "image.ts:3:21: TypeError: cannot read property 'y' of undefined",
    ],
    [
      "an error of its own",
      'export default () => {\n  throw new Error("no NAME given");\n}',
      "image.ts:2:18: no NAME given",
    ],
    ["something thrown that is no error", 'export default () => { throw "up"; }', "image.ts:1:30: up"],
    [
      "an unknown name",
      "export default { a: process.env.HOME };",
      "image.ts:1:21: ReferenceError: 'process' is not defined",
    ],
    [
      "a package import",
      'import fs from "node:fs";\nexport default {}',
      'image.ts:1:16: a declaration cannot import "node:fs"\n  hint: it can import "decl" and files beside it, as in "./users.ts"',
    ],
    [
      "an import from outside",
      'import x from "../x.ts";\nexport default {}',
      `image.ts:1:15: "../x.ts" is outside of the build file's folder\n  hint: docker sends only the folder of the build file (-f) and what is below it`,
    ],
    [
      "an import of another kind of file",
      'import x from "./x";\nexport default {}',
      'image.ts:1:15: "./x" is not a TypeScript, JavaScript or JSON file\n  hint: write the whole file name, with its .ts, .js or .json',
    ],
    [
      "an import of a file that is not there",
      'import x from "./x.ts";\nexport default {}',
      'image.ts:1:15: there is no file "x.ts" beside the build file',
    ],
    [
      "a dynamic import",
      'export default () => import("./x.ts")',
      'image.ts:1:22: a declaration cannot use import()\n  hint: import the file at the top: `import users from "./users.ts"`',
    ],
    [
      "a name that a file does not export",
      'import { x } from "decl";\nexport default {}',
      'image.ts:1:10: "decl" exports no "x"',
    ],
    [
      "a date as a value",
      'export default { a: [new Date("2020-01-01")] }',
      "image.ts:1:22: a Date is not a configuration value (a.0)",
    ],
    [
      "a number that is none",
      "export default { a: 0 / 0 }",
      "image.ts:1:21: NaN is not a number that a configuration can hold (a)",
    ],
    [
      "a value in itself",
      "const a = {};\na.a = a;\nexport default { a }",
      "image.ts:1:11: this value contains itself (a.a)",
    ],
    [
      "a hole in a list",
      "export default { a: [1, undefined] }",
      "image.ts:1:25: undefined is not a list element (a.1)",
    ],
    [
      "nothing",
      "export default () => {}",
      "image.ts:1:1: an image must be an object of options, not undefined (is a `return` missing?)",
    ],
    ["a list", "export default []", "image.ts:1:1: an image must be an object of options, not a list"],
    [
      "a package",
      "export default ({pkgs}) => pkgs.hello",
      "image.ts:1:1: an image must be an object of options, not a package",
    ],
    ["a promise", "export default async () => ({})", "image.ts:1:1: a declaration cannot be asynchronous"],
    [
      "an endless wait",
      "await new Promise(() => {});\nexport default {}",
      "image.ts:2:1: this module waits for something that never comes",
    ],
    [
      "the clock",
      "export default { at: Date.now() }",
      "image.ts:1:30: a declaration has no clock, so that it means the same every time: pass the time with --build-arg",
    ],
    [
      "randomness",
      "export default { at: Math.random() }",
      "image.ts:1:33: a declaration has no randomness, so that it means the same every time: pass a seed with --build-arg",
    ],
    [
      "a listing of all packages",
      "export default ({ pkgs }) => ({ all: Object.keys(pkgs) })",
      "image.ts:1:49: TypeError: pkgs cannot be listed: name the packages you want",
    ],
    [
      "a function without end",
      "const f = () => f() + 1;\nexport default () => ({ a: f() })",
      "image.ts:1:18: the declaration's functions call each other too deeply\n  hint: is there a function that calls itself without end?",
    ],
  ])("%s", async (_, text, message) => {
    const printed = await errorOf(declare(text));
    expect(printed.slice(0, message.length)).toBe(message);
    expect(printed).not.toMatch(/\n\s+at /);
  });

  it("an endless loop, at its function", async () => {
    const text = "export default () => {\n  for (;;) {}\n}";
    expect(await errorOf(declare(text, { limits: { milliseconds: 2000, bytes: 1 << 28 } }))).toBe(
      "image.ts:1:16: the declaration ran for more than 2 s\n  hint: is there a loop that never ends, a text or list that is very long, or a very busy machine?",
    );
  });

  it("which has its time whatever the sandbox takes to start", async () => {
    const limits = { milliseconds: 1e-3, bytes: 1 << 28 };
    const failure = errorOf(declare("export default () => { for (;;) {} }", { limits }));
    expect(await failure).toContain("the declaration ran for more than 0.000001 s");
  });

  it.each([
    ["of bytes", "all.push(new Uint8Array(1e6))"],
    ["of values", "all.push({ a: [1, 2] })"],
    ["of text", 'all.push("x".repeat(10_000 + all.length))'],
  ])("a huge allocation %s", async (_, grow) => {
    const text = `export default () => {\n  const all = [];\n  for (;;) ${grow};\n}`;
    expect(await errorOf(declare(text, { limits: { milliseconds: 10_000, bytes: 32 << 20 } }))).toMatch(
      /^image\.ts:[13]:\d+: the declaration needed more than 32 MiB of memory\n {2}hint: is there a loop that collects without end\?$/,
    );
  });
});
