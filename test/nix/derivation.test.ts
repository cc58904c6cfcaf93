import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { isFixedOutput, parseDerivation, wordsOf } from "../../src/nix/derivation.ts";
import { FormatError } from "../../src/nix/format-error.ts";
import { parseStorePathBase } from "../../src/nix/store-path.ts";
import { derivationOf, derivations, printDerivation } from "./derivation-text.ts";

const storePath = (name: string) => parseStorePathBase(`${"0".repeat(32)}-${name}`);
const OUT = { path: storePath("hello-1"), hashAlgorithm: "", hash: "" };
const HASH = "a".repeat(64);

/** What Nix 2.34 writes of `derivation { name = "hello-1"; … }`, with shorter hashes and names. */
const HELLO =
  `Derive([("dev","${storePath("hello-1-dev").path}","",""),("out","${OUT.path.path}","","")],` +
  `[("${storePath("bash.drv").path}",["out"]),("${storePath("glibc.drv").path}",["bin","out"])],` +
  `["${storePath("builder.sh").path}"],"x86_64-linux","/bin/sh",["-e","${storePath("builder.sh").path}"],` +
  `[("name","hello-1"),("text","say \\"hi\\"\\n\\tC:\\\\x")])`;

/** The same with a part of its text changed. */
const changed = (part: string, by: string) => HELLO.replace(part, () => by);

test("a derivation is read in full", () => {
  const derivation = parseDerivation(HELLO);
  expect(derivation).toEqual({
    outputs: new Map([
      ["dev", { ...OUT, path: storePath("hello-1-dev") }],
      ["out", OUT],
    ]),
    inputDerivations: new Map([
      [storePath("bash.drv").path, ["out"]],
      [storePath("glibc.drv").path, ["bin", "out"]],
    ]),
    inputSources: [storePath("builder.sh")],
    system: "x86_64-linux",
    builder: "/bin/sh",
    args: ["-e", storePath("builder.sh").path],
    env: new Map([
      ["name", "hello-1"],
      ["text", 'say "hi"\n\tC:\\x'],
    ]),
  });
  expect(Object.isFrozen(derivation)).toBe(true);
});

test("whatever is printed is read as it was", () => {
  fc.assert(
    fc.property(derivations, (derivation) => {
      expect(parseDerivation(printDerivation(derivation))).toEqual(derivation);
    }),
    { numRuns: 300 },
  );
});

test("a backslash before any sign but n, r and t stands for that sign", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = text.replace(/[^nrt]/gu, (sign) => `\\${sign}`);
      expect(parseDerivation(changed('"hello-1"', `"${escaped}"`)).env.get("name")).toBe(text);
    }),
  );
  expect(parseDerivation(changed('"hello-1"', '"\\n\\r\\t\\\\n"')).env.get("name")).toBe("\n\r\t\\n");
});

test("a text with millions of escapes is not too long", () => {
  const lines = "\\n".repeat(3_500_000);
  expect(parseDerivation(changed('"hello-1"', `"${lines}"`)).env.get("name")).toHaveLength(3_500_000);
});

test("a derivation that is cut short anywhere is refused", () => {
  for (let length = 0; length < HELLO.length; length++) {
    expect(() => parseDerivation(HELLO.slice(0, length)), `${length}`).toThrow(FormatError);
  }
});

test("a derivation with anything else in it is read or refused, and nothing else", () => {
  const part = fc.oneof(
    fc.constantFrom('"', "\\", "[", "]", "(", ")", ",", '("', '",', '""', "[]", "()", ""),
    fc.string({ unit: "binary", maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.nat(HELLO.length), fc.nat(4), part, (at, length, by) => {
      try {
        parseDerivation(HELLO.slice(0, at) + by + HELLO.slice(at + length));
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["no text", "", "", 'not a derivation: Derive( is expected at 0, not ""'],
  ["another kind of file", HELLO, "#!/bin/sh", 'not a derivation: Derive( is expected at 0, not "#!/bin/sh"'],
  ["one with a version", "Derive(", 'DrvWithVersion("xp-dyn-drv",', "Derive( is expected at 0"],
  ["more behind the end", '\\\\x")])', '\\\\x")])\n', 'not a derivation: the end is expected at 488, not "\\n"'],
  ["no outputs", /\[\("dev".*?\]/.exec(HELLO)?.[0] ?? "", "[]", "a derivation without outputs"],
  ["an output that is known only when it is built", `"${OUT.path.path}"`, '""', '"" is not a store path'],
  ["an output that is none", `"${OUT.path.path}"`, '"/etc"', '"/etc" is not a store path'],
  ["a source that is none", `["${storePath("builder.sh").path}"]`, '["x"]', '"x" is not a store path'],
  ["an output with too few parts", '"","")]', '"")]', ', is expected at 143, not ")],[('],
  ["a variable with too many parts", '"hello-1")', '"hello-1","")', ") is expected"],
  ["a comma before the end of a list", '"-e",', '"-e",,', '" is expected'],
  ["a comma at the end of a list", '["out"]', '["out",]', '" is expected'],
  ["no comma", '"-e",', '"-e"', ", is expected"],
  ["a number", '"x86_64-linux"', "64", '" is expected'],
])("%s is refused, and the error says where", (_, part, by, message) => {
  const text = part === "" ? by : changed(part, by);
  expect(text).not.toBe(HELLO);
  expect(() => parseDerivation(text)).toThrow(FormatError);
  expect(() => parseDerivation(text)).toThrow(message);
});

describe("a fixed output", () => {
  const isFixed = (name: string, hash: string, more: readonly (readonly [string, typeof OUT])[] = []) =>
    isFixedOutput(derivationOf({ outputs: new Map([[name, { ...OUT, hashAlgorithm: "sha256", hash }], ...more]) }));

  it("is the only one, is named out, and has a hash", () => {
    expect(isFixed("out", HASH)).toBe(true);
    expect(isFixed("out", "")).toBe(false);
    expect(isFixed("dev", HASH)).toBe(false);
    expect(isFixed("out", HASH, [["dev", OUT]])).toBe(false);
  });
});

describe("the words of an attribute", () => {
  const wordsIn = (env: Readonly<Record<string, string>>) =>
    wordsOf(derivationOf({ outputs: new Map([["out", OUT]]), env: new Map(Object.entries(env)) }), "a");
  const structured = (json: string) => wordsIn({ __json: json, a: "a variable" });

  it("are those between blanks of a variable, as Nix writes a list", () => {
    expect(wordsIn({ a: " kvm\n\tbig-parallel  " })).toEqual(["kvm", "big-parallel"]);
    expect(wordsIn({ a: "" })).toEqual([]);
    expect(wordsIn({ b: "kvm" })).toEqual([]);
  });

  it("are the texts of a list, or between blanks of a text, in the JSON of structured attributes", () => {
    expect(structured('{"a":["kvm","two words",1,null]}')).toEqual(["kvm", "two words"]);
    expect(structured('{"a":"kvm nixos-test"}')).toEqual(["kvm", "nixos-test"]);
  });

  it.each(["{}", '{"a":{"kvm":true}}', '{"a":null}', "null", '"text"', '["a"]', '{"__proto__":{"a":"kvm"}}'])(
    "are none in %s",
    (json) => {
      expect(structured(json)).toEqual([]);
    },
  );

  it("are not to be had of JSON that is none", () => {
    expect(() => structured('{"a":')).toThrow(FormatError);
    expect(() => structured("")).toThrow("its __json is no JSON");
  });
});
