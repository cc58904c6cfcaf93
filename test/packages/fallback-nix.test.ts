import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/nix/format-error.ts";
import { parseFallbackNix } from "../../src/packages/fallback-nix.ts";

const read = (text: string) => Object.fromEntries([...parseFallbackNix(text)].map(([name, path]) => [name, path.path]));
const path = (name: string) => `/nix/store/${"0".repeat(32)}-${name}`;

describe("nix-fallback-paths.nix", () => {
  it("names a Nix for each system", () => {
    expect(read(`{\n  x86_64-linux = "${path("nix-2.31.2")}";\n  aarch64-linux = "${path("nix-a")}";\n}\n`)).toEqual({
      "x86_64-linux": path("nix-2.31.2"),
      "aarch64-linux": path("nix-a"),
    });
  });

  it("may have comments, quoted systems and nothing at all in it", () => {
    expect(read(`# made by a script\n{ /* two\nlines */ "i686-linux" = "${path("nix-2")}"; # old\n}`)).toEqual({
      "i686-linux": path("nix-2"),
    });
    expect(read("{}")).toEqual({});
  });

  it.each([
    ["", "line 1: expected {, not the end"],
    ["{\n  x86_64-linux = /nix/store/x;\n}", "line 2: this is no plain set of systems and store paths"],
    ["{\n  x86_64-linux = import ./x;\n}", "line 2: expected a text, not import"],
    [`{ x86_64-linux = "${path("n")}" }`, "line 1: expected ;, not }"],
    [`{\n a = "${path("n")}";\n b = "/nix/store/x";\n}`, 'line 3: "x" is not a store path'],
    ["{ = }", "line 1: expected a system, not ="],
    ["{ }\n{ }", "line 2: expected the end, not {"],
    ['{ a = "${b}"; }', "line 1: this is no plain set of systems and store paths"],
    ["{ /* no end", "line 1: this is no plain set of systems and store paths"],
  ])("%j is an error at its line", (text, message) => {
    expect(() => parseFallbackNix(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
  });

  it("what is written down is what is read, however it is laid out", () => {
    const systems = fc.stringMatching(/^[a-z][a-z0-9_]{0,9}-[a-z]{1,6}$/);
    const names = fc.stringMatching(/^nix-[0-9.]{1,8}$/);
    const blanks = fc.constantFrom(" ", "\n", "\t", " # note\n", "/* a\nb */", "");
    fc.assert(
      fc.property(fc.dictionary(systems, names, { maxKeys: 6 }), blanks, (nixes, blank) => {
        const lines = Object.entries(nixes).map(([system, name]) => [system, "=", `"${path(name)}"`, ";"].join(blank));
        const wanted = Object.fromEntries(Object.entries(nixes).map(([system, name]) => [system, path(name)]));
        expect(read(["{", ...lines, "}"].join(blank))).toEqual(wanted);
      }),
    );
  });

  it("any other text is an error of the format, never a crash", () => {
    const parts = fc.constantFrom("{", "}", "=", ";", '"', "a", "/nix/store/", "#", "\n", "/*", "*/", "$", "\\", "é");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 30 }), (some) => {
        try {
          parseFallbackNix(some.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});
