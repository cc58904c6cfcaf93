import { describe, expect, it } from "vitest";
import { evaluatedPackages, readEvaluation } from "../../src/packages/evaluation.ts";
import { isExpression, namePath } from "../../src/packages/name-path.ts";

const path = `/nix/store/${"a".repeat(32)}-hello-2`;
const answers = {
  hello: { package: { name: "hello-2", version: "2", outputs: { out: path }, defaultOutput: "out" } },
  helo: { missing: "helo", known: ["hello", "help"] },
  "a.b.x": { missing: "x", known: ["y"] },
  sets: { notPackage: "set", known: ["one", "two"] },
  "(1)": { notPackage: "int", known: [] },
  bad: { error: "error: oh no" },
};
const packages = evaluatedPackages(
  readEvaluation(JSON.stringify({ version: "26.05", systems: { "x86_64-linux": answers } })),
  "x86_64-linux",
);

describe("what Nix says of names", () => {
  it("is a package, as from a name table", () => {
    expect(packages.find("hello")).toMatchObject({
      name: "hello-2",
      version: "2",
      path: { path },
      install: [{ path }],
    });
  });

  it.each([
    ["helo", 'there is no package "helo" for x86_64-linux', 'did you mean "hello" or "help"?'],
    ["a.b.x", 'there is no package "a.b.x" for x86_64-linux', 'did you mean "a.b.y"?'],
    ["sets", '"sets" is not a package but a set', "name one of its packages, such as sets.one, sets.two"],
    ["(1)", "the expression is not a package but a int", undefined],
    ["bad", '"bad" cannot be evaluated for x86_64-linux: oh no', undefined],
  ])("%s is an error of its own", (name, message, hint) => {
    expect(() => packages.find(name)).toThrow(expect.objectContaining({ message, hint }));
  });

  it("is refused in any other shape", () => {
    expect(() => readEvaluation('{"version":1}')).toThrow("it is not an evaluation's result: version: ");
  });
});

it("names are paths, quoted where they have to be, and expressions have parentheses", () => {
  expect(namePath('python3Packages."a.b".out')).toEqual(["python3Packages", "a.b", "out"]);
  expect(isExpression("(pkgs.hello).out")).toBe(true);
  expect(isExpression("hello")).toBe(false);
});
