import { expect, it } from "vitest";
import { imageContent } from "../../src/plan/image-content.ts";
import { configure, errorOf } from "./declare.ts";

const packages = async (list: string) => {
  const { config } = await configure(
    `import { nix, storePath } from "decl";\nexport default ({ pkgs }) => ({ environment: { systemPackages: [${list}] } });`,
  );
  return imageContent(config).systemPackages;
};

it("a Nix expression is a package, named by its own text", async () => {
  expect(await packages("nix`pkgs.hello.override { x = 1; }`, nix` pkgs.jq `.dev")).toEqual(
    expect.arrayContaining(["(pkgs.hello.override { x = 1; })", "(pkgs.jq).dev"]),
  );
});

it("packages, texts and numbers can be put in, as Nix writes them", async () => {
  const list = `nix\`f \${pkgs.python3Packages.idna} \${"a\${b}\\"c"} \${7} \${-1} \${1e-7} \${true} \${nix\`pkgs.x\`} \\\${kept}\``;
  expect(await packages(list)).toContain(
    '(f pkgs.python3Packages.idna "a\\${b}\\"c" 7 (-1) 1.0e-7 true (pkgs.x) ${kept})',
  );
});

it.each([
  ['nix("pkgs.hello")', "nix stands before a template: nix`pkgs.hello.override { }`"],
  ["nix`${{}}`", "only packages, texts, numbers and booleans can be part of an expression"],
  ["nix`${NaN}`", "only packages, texts, numbers and booleans can be part of an expression"],
  ['nix`${storePath("/nix/store/x")}`', "a storePath() cannot be part of an expression: it is not looked up"],
])("%s is refused", async (expression, message) => {
  expect(await errorOf(packages(expression))).toContain(message);
});
