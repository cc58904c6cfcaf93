import { describe, expect, it } from "vitest";
import { build } from "../../../src/lib/build-reference.ts";
import { context } from "../../../src/lib/context-reference.ts";
import { mkOption } from "../../../src/lib/option.ts";
import { nix, packageAt, storePath } from "../../../src/lib/package-reference.ts";
import { mkBefore, mkForce, mkIf, mkMerge } from "../../../src/lib/property.ts";
import { types } from "../../../src/lib/types.ts";
import { nixosDefinitions } from "../../../src/modules/nixos/nixos.ts";
import { evaluateModules } from "../../../src/options/evaluate-modules.ts";
import { hostModule } from "../../../src/options/host-module.ts";
import { filesIn, moduleText } from "../../../src/packages/nixos/nix-text.ts";
import type { Value } from "../../../src/value/value.ts";

/** A value as the option `nixos` has it. */
function valueIn(nixos: unknown): Value {
  const module = hostModule("test", {
    options: { nixos: mkOption({ type: types.nixos }) },
    config: { nixos },
  } as object);
  const [definition] = nixosDefinitions(evaluateModules([module], undefined, () => true).records);
  if (definition === undefined) throw new Error("nixos is not defined");
  return definition.value;
}

const place = ({ context: name, path }: { context: string; path: string }) => `/files/${name}/${path}`;
const textOf = (nixos: unknown) => moduleText(valueIn(nixos), "image.ts", place);
const configOf = (nixos: unknown) => /config = (.*);\n\}\n$/s.exec(textOf(nixos))?.[1];

describe("what NixOS is told", () => {
  it("is a module with the declaration's name, and what it imports", () => {
    expect(
      textOf({ imports: ["./web.nix", context("other:mail.nix"), nix`{ b = 2; }`], a: 1 }),
    ).toBe(`{ config, lib, options, pkgs, ... }:
{
  _file = "image.ts";
  imports = [ (/. + "/files/context/web.nix") (/. + "/files/other/mail.nix") ({ b = 2; }) ];
  config = { "a" = 1; };
}
`);
  });

  it.each([
    ["data", { a: [1, -2, 1.5, true, null, "x"] }, '{ "a" = [ 1 (-2) 1.5 true null "x" ]; }'],
    ["texts in Nix's quotes", { a: 'say "${x}"\n\\' }, '{ "a" = "say \\"\\${x}\\"\\n\\\\"; }'],
    ["packages", { a: packageAt("python3Packages.requests") }, '{ "a" = pkgs."python3Packages"."requests"; }'],
    ["packages in texts", { a: `${packageAt("nginx")}/bin/nginx` }, '{ "a" = "${pkgs."nginx"}/bin/nginx"; }'],
    ["Nix's own expressions", { a: nix`x: x + 1` }, '{ "a" = (x: x + 1); }'],
    ["store paths", { a: storePath("/nix/store/x") }, '{ "a" = "/nix/store/x"; }'],
    ["files of build contexts", { a: context("./www") }, '{ "a" = (/. + "/files/context/www"); }'],
    [
      "files of another name",
      { a: context("./www", "site") },
      '{ "a" = (builtins.path { path = (/. + "/files/context/www"); name = "site"; }); }',
    ],
    ["priorities", { a: mkForce(1) }, '{ "a" = (lib.mkOverride 50 1); }'],
    ["orders", { a: mkBefore([1]) }, '{ "a" = (lib.mkOrder 500 [ 1 ]); }'],
    ["several definitions", { a: mkMerge([1, mkForce(2)]) }, '{ "a" = (lib.mkMerge [ 1 (lib.mkOverride 50 2) ]); }'],
    ["conditions", { a: mkIf(false, 1), b: mkIf(true, 2) }, '{ "a" = (lib.mkIf false null); "b" = 2; }'],
  ])("has %s as what they are", (_, nixos, text) => {
    expect(configOf(nixos)).toBe(text);
  });

  it.each([
    [1e-7, "1.0e-7"],
    [1.5e-7, "1.5e-7"],
    [-1e-7, "(-1.0e-7)"],
    [1e21, "1.0e+21"],
    [-1.25e300, "(-1.25e+300)"],
    [1e20, "100000000000000000000.0"],
    [2 ** 62, "4611686018427387904"],
    [0.1, "0.1"],
    [0, "0"],
    [-0, "0"],
    [1e6, "1000000"],
  ])("has the number %d as Nix writes it", (number, text) => {
    expect(configOf({ a: number })).toBe(`{ "a" = ${text}; }`);
    // Nix's lexer.l: INT and FLOAT.
    const literal = text.replace(/^\(-(.*)\)$/, "$1");
    expect(literal).toMatch(/^(?:[0-9]+|(?:[1-9][0-9]*\.[0-9]*|0?\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)$/);
    expect(Number(literal)).toBe(Math.abs(number));
  });

  it("has the text of a build() as it is, to be replaced in what comes back", () => {
    const made = build({ name: "app", script: "true" });
    expect(configOf({ a: `${made}/bin/app` })).toBe(`{ "a" = "${made}/bin/app"; }`);
    expect(() => textOf({ a: made })).toThrow("build() cannot be a package for NixOS, as it is made later");
  });

  it("cannot have functions of TypeScript", () => {
    expect(() => textOf({ a: () => 1 })).toThrow("a function of TypeScript is nothing that Nix can call");
    expect(() => textOf({ imports: ["../web.nix"] })).toThrow("what is imported is a .nix file of the build context");
  });

  it("says which files of build contexts it reads", () => {
    const value = valueIn({
      imports: ["./a.nix"],
      b: mkIf(true, [context("b")]),
      c: `${context("other:c")}/d`,
      e: "./e",
    });
    expect([...filesIn(value)]).toMatchObject([
      { context: "context", path: "a.nix" },
      { context: "context", path: "b" },
      { context: "other", path: "c" },
    ]);
  });
});
