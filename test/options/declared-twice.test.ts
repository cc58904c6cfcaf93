import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

const declaring = (...types: string[]) =>
  `export default { imports: [${types
    .map((type) => `({ lib }) => ({ options: { x: lib.mkOption({ ${type} }) } })`)
    .join(", ")}, { x: VALUE }] };`;
const value = async (text: string, definition: string) => {
  const { config } = await configure(text.replace("VALUE", definition));
  return JSON.parse(JSON.stringify(config.x));
};
const TWICE = /^image\.ts:1:\d+: the option x is declared already, by image\.ts:1:\d+\n {2}hint: /;

describe("an option that two modules declare", () => {
  it("has instances with the options of both", async () => {
    const text = declaring(
      "type: lib.types.attrsOf(lib.types.submodule({ options: { a: lib.mkOption({ default: 1 }) } }))",
      "type: lib.types.attrsOf(lib.types.submodule(({ name }) => ({ options: { b: lib.mkOption({ default: name }) } })))",
    );
    expect(await value(text, "{ one: { a: 2 }, two: { b: 3 } }")).toEqual({
      one: { a: 2, b: "one" },
      two: { a: 1, b: 3 },
    });
  });

  it("may be one of decl's own, whose instances get more options that way", async () => {
    const { config } = await configure(`
      const themes = ({ lib, config }) => ({
        options: {
          users: {
            users: lib.mkOption({
              type: lib.types.attrsOf(lib.types.submodule({
                options: { theme: lib.mkOption({ type: lib.types.str, default: "dark" }) },
              })),
            }),
          },
        },
        config: {
          environment: {
            etc: { themes: { text: lib.concatLines(lib.mapAttrsToList((name, { theme }) => name + " " + theme, config.users.users)) } },
          },
        },
      });
      export default {
        imports: [themes],
        users: { users: { alice: { isNormalUser: true, theme: "light" }, bob: { isNormalUser: true } } },
      };
    `);
    expect(config.environment.etc.themes?.text).toContain("alice light\nbob dark\n");
    expect(config.users.users.bob?.isNormalUser).toBe(true);
  });

  it("takes the values of both enums, also within lists and beside null", async () => {
    const text = declaring(
      'type: lib.types.nullOr(lib.types.listOf(lib.types.enum(["a", "b"])))',
      'type: lib.types.nullOr(lib.types.listOf(lib.types.enum(["b", "c"])))',
    );
    expect(await value(text, '["a", "b", "c"]')).toEqual(["a", "b", "c"]);
    expect(await errorOf(value(text, '["d"]'))).toContain('must be one of "a", "b", "c"');
  });

  it("may have its default from one of them, and its description", async () => {
    const text = declaring('type: lib.types.int, description: "x"', "type: lib.types.int, default: 3");
    expect(await value(text, "lib.mkIf(false, 1)".replace("lib.mkIf(false, 1)", "4"))).toBe(4);
    expect((await configure(text.replace(", { x: VALUE }", ""))).config.x).toBe(3);
  });

  it.each([
    ["lib.types.int", "lib.types.str"],
    ["lib.types.port", "lib.types.int"],
    ["lib.types.listOf(lib.types.int)", "lib.types.listOf(lib.types.str)"],
    ["lib.types.either(lib.types.int, lib.types.str)", "lib.types.either(lib.types.int, lib.types.bool)"],
    ["lib.types.attrsOf(lib.types.int)", 'lib.types.attrsNamed("[a-z]+", "a word", lib.types.int)'],
    ["lib.types.submodule({})", "lib.types.submoduleWith({ modules: [{}] })"],
  ])("is an error with two types: %s and %s", async (one, other) => {
    expect(await errorOf(value(declaring(`type: ${one}`, `type: ${other}`), "1"))).toMatch(TWICE);
  });

  it("is an error with two defaults", async () => {
    const text = declaring("type: lib.types.int, default: 1", "type: lib.types.int, default: 1");
    expect(await errorOf(value(text, "1"))).toMatch(
      / is declared already, by .*\n {2}hint: only one of them can say its default/,
    );
  });
});
