import { describe, expect, it } from "vitest";
import { evaluatedPackages, readDerivations, readEvaluation } from "../../src/packages/evaluation.ts";
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

describe("what Nix says of how names are built", () => {
  const source = { path, narHash: `sha256:${"0".repeat(64)}`, narSize: 120, references: [path] };
  const derivations = {
    systems: { "x86_64-linux": { hello: `${path}.drv`, "(1)": null } },
    files: { [`${path}.drv`]: "Derive(" },
    sources: [source, { ...source, ca: "text:sha256:x" }],
  };

  it("are the .drv files of those that have one, the texts of all, and sources", () => {
    expect(readDerivations(JSON.stringify(derivations))).toEqual(derivations);
    const failed = { systems: {}, files: {}, sources: [], error: "error: oh no", archiveFault: "it is no archive" };
    expect(readDerivations(JSON.stringify(failed))).toEqual(failed);
  });

  it.each([
    ["systems", { "x86_64-linux": { hello: 1 } }, "systems.x86_64-linux.hello: "],
    ["files", { "/a.drv": null }, "files./a.drv: "],
    ["sources", [{ ...source, narSize: "120" }], "sources.0.narSize: "],
    ["sources", undefined, "sources: "],
  ])("is refused where its %s are %j", (name, value, message) => {
    const json = JSON.stringify({ ...derivations, [name]: value });
    expect(() => readDerivations(json)).toThrow(`it is not an evaluation's result: ${message}`);
  });
});

it("names are paths, quoted where they have to be, and expressions have parentheses", () => {
  expect(namePath('python3Packages."a.b".out')).toEqual(["python3Packages", "a.b", "out"]);
  expect(isExpression("(pkgs.hello).out")).toBe(true);
  expect(isExpression("hello")).toBe(false);
});
