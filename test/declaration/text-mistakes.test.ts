import { describe, expect, it } from "vitest";
import { loadDeclaration } from "../../src/declaration/load.ts";
import { textMistakes } from "../../src/declaration/text-mistakes.ts";
import { printDiagnostic } from "../../src/text/diagnostic.ts";
import { declare, errorOf, plain } from "./declare.ts";

/** A text in which `▸` marks where a message points, and that place. */
function marked(text: string): { readonly text: string; readonly place: string } {
  const before = text.slice(0, text.indexOf("▸")).split("\n");
  return { text: text.replace("▸", ""), place: `${before.length}:${(before.at(-1) ?? "").length + 1}` };
}

const NONE = async () => new Map<string, string>();

async function warningsOf(text: string): Promise<string[]> {
  const { scripts } = await loadDeclaration("image.ts", text, NONE);
  return scripts.flatMap(textMistakes).map(printDiagnostic);
}

describe("the same name twice in one object", () => {
  it.each([
    ["a", "export default { a: 1, ▸a: 2 };", "1:18"],
    ["a", "export default { a: 1, ▸'a': 2 };", "1:18"],
    ["name", "export default () => ({ image: { name: 'x', cmd: [], ▸name: 'y' } });", "1:34"],
    ["port", "const port = 1;\nexport default { port,\n  b: 1, ▸port: 2 };", "2:18"],
    ["a", "const rest = {};\nexport default { a: 1, ...rest, ▸a: 2 };", "2:18"],
  ])("is an error at the second: %s in %s", async (name, declaration, first) => {
    const { text, place } = marked(declaration);
    expect(await errorOf(declare(text))).toBe(
      `image.ts:${place}: "${name}" stands twice in this object\n  hint: the first is at ${first} and would be lost: join them`,
    );
  });

  it("is an error in a JSON file that is imported", async () => {
    const text = 'import data from "./data.json" with { type: "json" };\nexport default data;';
    expect(await errorOf(declare(text, { files: { "data.json": '{ "a": 1,\n "a": 2 }' } }))).toContain(
      'data.json:2:2: "a" stands twice in this object',
    );
  });

  it("is fine in objects of their own, computed, or as what reads and what writes", async () => {
    const text = `const name = "a", rest = { a: 1 };
export default { a: { a: 1 }, b: { get x() { return 1; }, set x(_) {} }, c: { [name]: 1, [name]: 2 }, d: { ...rest, a: 2 } };`;
    expect(plain(await declare(text))).toMatchObject({ a: { a: 1 }, d: { a: 2 } });
  });
});

describe("a reference in plain quotes", () => {
  it.each([
    ["export default { a: '▸${pkgs.hello}/bin' };", "${pkgs.hello}"],
    ['export default { a: ["▸${ config.image.name }"] };', "${ config.image.name }"],
    ['export default { a: "x\\n▸${args.X}" };', "${args.X}"],
    [`export default { a: "▸\${pkgs['hello']}" };`, "${pkgs['hello']}"],
  ])("is a warning: %s", async (declaration, reference) => {
    const { text, place } = marked(declaration);
    expect(await warningsOf(text)).toEqual([
      `image.ts:${place}: ${reference} stays as it is written: these quotes replace nothing\n  hint: write the text in backquotes: \`${reference}\``,
    ]);
  });

  it("is none where a shell or somebody else reads the text", async () => {
    const text = "export default { a: '${HOME} ${pkgs} ${x:-1}', b: `\\${pkgs.hello}`, c: `${1}` };";
    expect(await warningsOf(text)).toEqual([]);
  });
});

describe("a build argument that nobody gave", () => {
  it.each([
    ["`v${▸args.X}`", "X"],
    ["'v' + ▸args.X", "X"],
    ["▸args['X'] + 'v'", "X"],
    ["`${1}${▸args.Y}`", "Y"],
  ])("is an error where it becomes part of a text: %s", async (expression, name) => {
    const { text, place } = marked(`export default ({ args }) => ({ image: ${expression} });`);
    const error = await errorOf(declare(text, { args: { Z: "1" } }));
    expect(error).toBe(
      `image.ts:${place}: the build argument "${name}" is not given\n  hint: give it with --build-arg, or say what it is without: \`args.VERSION ?? "1.0"\``,
    );
  });

  it("is an error where the arguments were not taken apart", async () => {
    expect(await errorOf(declare("export default (all) => ({ a: `${all.args.X}` });"))).toContain('"X" is not given');
  });

  it("may be asked for, and have a default", async () => {
    const text = "export default ({ args }) => ({ a: args.X, b: `${args.X ?? 1}`, c: `${args.Y}` });";
    expect(plain(await declare(text, { args: { Y: "y" } }))).toEqual({ b: "1", c: "y" });
  });
});

describe("a module that is called with one of its arguments", () => {
  it.each([
    ["export default (▸pkgs) => ({ a: [pkgs.hello] });", "pkgs"],
    ['import { image } from "decl";\nexport default image((▸config, lib) => ({}));', "config, lib"],
    ['import { images } from "decl";\nexport default images({ web: (▸pkgs) => ({}) });', "pkgs"],
    ["export default { imports: [function (▸lib) { return {}; }] };", "lib"],
  ])("is told how to write it: %s", async (declaration, names) => {
    const { text, place } = marked(declaration);
    const first = names.split(",")[0];
    expect(await errorOf(declare(text))).toBe(
      `image.ts:${place}: a module is called with one object, and ${first} is a part of it\n  hint: write \`({ ${names} }) => …\``,
    );
  });

  it("may call it anything else, and other functions may take what they like", async () => {
    const text = "const tools = (pkgs) => [pkgs.hello];\nexport default (all) => ({ a: tools(all.pkgs) });";
    expect(plain(await declare(text))).toEqual({ a: [{ package: "hello" }] });
  });
});
