import { describe, expect, it } from "vitest";
import { Decoder } from "../../src/declaration/decode.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import { configure, declare, errorOf } from "./declare.ts";

const FORGED =
  "the declaration has changed JavaScript itself, and what it says cannot be read\n" +
  "  hint: leave JSON, Array.prototype, Object.prototype and the symbols of decl's values as they are";

/** A value of one of decl's own kinds, made by hand. */
const made = (kind: string, value: string) => `({ [Symbol.for("decl.${kind}")]: ${value} })`;

const labels = (value: string) => `export default { image: { labels: ${value} } };`;
const optionOf = (type: string) =>
  `export default { options: { a: ${made("option", "true")} } };`.replace("true", `true, type: ${type}`);

describe("what a declaration forges is an error of the declaration:", () => {
  it.each([
    ["texts for lists", `Array.prototype.toJSON = () => "x"; ${labels("{}")}`],
    ["numbers for objects", `Object.prototype.toJSON = function () { return 5; }; ${labels("{}")}`],
    ["nothing for objects", `Object.prototype.toJSON = function () {}; ${labels("{}")}`],
    [
      "pairs of members that are none",
      `const { toJSON } = Array.prototype; Array.prototype.toJSON = function () { return this.length === 2 ? [1] : this; }; ${labels('{ a: "b" }')}`,
    ],
    [
      "a value of another kind in the place of files",
      labels(made("context", '{ kind: "type", type: { kind: "str", pattern: "(a+)+$" } }')),
    ],
    ["files above the context", labels(made("context", '{ context: "context", path: "../x" }'))],
    [
      "files with a name of two packages",
      labels(made("context", '{ context: "context", path: "x", name: "\\ue0d0" }')),
    ],
    ["a property of no kind", labels(made("property", '"constructor"'))],
    ["a type of no kind", optionOf(made("type", 'true, kind: "constructor"'))],
    ["a list of no type", optionOf(made("type", 'true, kind: "listOf"'))],
    ["an enum of no values", optionOf(made("type", 'true, kind: "enum", values: 5'))],
    ["a submodule of no module", optionOf(made("type", 'true, kind: "submodule"'))],
    ["a pattern that is none", optionOf(made("type", 'true, kind: "str", pattern: {}'))],
  ])("%s", async (_, text) => {
    const [place, message] = (await errorOf(configure(text))).split(/(?<=^image\.ts:1:\d+: )/);
    expect([place, message]).toEqual([expect.stringMatching(/^image/), FORGED]);
  });

  it("fields of an option that are of another type", async () => {
    const text = 'import { lib } from "decl";\nexport default { options: { a: lib.mkOption({ description: 5 }) } };';
    expect(await errorOf(configure(text))).toBe("image.ts:2:32: the description of an option must be a text");
  });

  it("a literal at a place that there is not", async () => {
    const forged = '__decl_at("__proto__", "constructor", { b: 1 })';
    expect(await errorOf(configure(labels(forged)))).toMatch(/^image\.ts:1:\d+: must be a string \(image\.labels\.b\)/);
    expect(await errorOf(configure(labels("__decl_at(0, -1, { b: 1 })")))).toMatch(
      /^image\.ts:1:\d+: must be a string/,
    );
  });

  it("a pattern on the host, which is ended where it takes too long", async () => {
    const type = made("type", 'true, kind: "str", pattern: "(a+)+$", guarded: false');
    const text = `export default { options: { a: ${made("option", `true, type: ${type}`)} }, config: { a: "a".repeat(40) + "b" } };`;
    expect(await errorOf(configure(text))).toMatch(
      /the pattern \/\(a\+\)\+\$\/ takes too long on a text of 41 characters/,
    );
  });

  it("a pattern that the host cannot read", async () => {
    const type = made("type", 'true, kind: "str", pattern: "["');
    const text = `export default { options: { a: ${made("option", `true, type: ${type}`)} }, config: { a: "b" } };`;
    expect(await errorOf(configure(text))).toMatch(
      /the pattern .* cannot be used: Invalid regular expression: .*\n {2}hint: /,
    );
  });
});

describe("what is more than any image has is told so:", () => {
  it("mistakes by the hundred thousand", () => {
    const mistakes = Array.from({ length: 200_000 }, (_, i) => ({ code: "unknown-option", message: `${i}` }));
    const { diagnostics } = new DeclError({ code: "unknown-option", message: "first" }, mistakes);
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)).toMatchObject({ message: "199901 more mistakes are not shown" });
  });

  it("lists in lists", async () => {
    const text = "let a = [];\nfor (let i = 0; i < 5000; i++) a = [a];\nexport default { image: { labels: { a } } };";
    expect(await errorOf(configure(text))).toMatch(
      /^image\.ts:\d+:\d+: (?:the declaration's functions call each other too deeply|what the declaration says is nested too deeply|is nested too deeply)/,
    );
  });

  it("a text that no file has", async () => {
    expect(await errorOf(declare(labels('{ a: "x".repeat(42e6) }')))).toBe(
      "image.ts:1:1: a module cannot say more than 40 MiB\n  hint: files and folders of any size come by image.contents",
    );
  });

  it("more values than are read", () => {
    const decoder = new Decoder([], shouldNotBeAsked, shouldNotBeAsked);
    const values = { l: new Array(1e6).fill(0) };
    expect(() => decoder.value(values)).toThrow("a module cannot say more than 1000000 values");
    expect(decoder.value({ l: [0] })).toMatchObject({ kind: "list" });
  });
});

function shouldNotBeAsked(): never {
  throw new Error("there is no module");
}
