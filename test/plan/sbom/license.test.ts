import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declaredLicense, licenseText } from "../../../src/plan/sbom/license.ts";

describe("a license of a package set", () => {
  it.each([
    ["MIT", "MIT"],
    ["GPL-2.0", "GPL-2.0"],
    ["GPL-2.0+", "GPL-2.0+"],
    ["Apache-2.0+", "Apache-2.0+"],
    ["Apache-2.0 AND MIT", "Apache-2.0 AND MIT"],
    ["MIT or Apache-2.0", "MIT OR Apache-2.0"],
    ["(MIT OR ISC) AND Zlib", "(MIT OR ISC) AND Zlib"],
    ["GPL-2.0-only WITH Linux-syscall-note", "GPL-2.0-only WITH Linux-syscall-note"],
  ])("%s is the expression %s", (text, expression) => {
    expect(declaredLicense(text)).toEqual({ expression, others: [] });
  });

  it.each([
    ["Unfree", "LicenseRef-Unfree", "Unfree"],
    ["mit", "LicenseRef-mit", "mit"],
    ["Public Domain", "LicenseRef-Public-Domain", "Public Domain"],
    ["MIT WITH nothing", "LicenseRef-MIT-WITH-nothing", "MIT WITH nothing"],
    ["LicenseRef-scancode-public-domain", "LicenseRef-scancode-public-domain", "scancode-public-domain"],
    ["(MIT", "LicenseRef-MIT", "(MIT"],
    ["©", "LicenseRef-unnamed", "©"],
  ])("%s is none of SPDX, so the document explains %s", (text, licenseId, name) => {
    const extractedText = `The package set calls this license "${name}"; its text is not known here.`;
    expect(declaredLicense(text)).toEqual({ expression: licenseId, others: [{ licenseId, extractedText, name }] });
  });

  it("may be several, of which SPDX knows some", () => {
    const found = declaredLicense("MIT OR ISC AND LLVM-exception AND Apache-2.0");
    expect(found?.expression).toBe("(MIT OR ISC) AND LicenseRef-LLVM-exception AND Apache-2.0");
    expect(found?.others.map(({ name }) => name)).toEqual(["LLVM-exception"]);
  });

  it.each([
    ["BSD-2-Clause AND BSD-2-Clause AND BSD-2-Clause AND BSD-2-Clause", "BSD-2-Clause", "BSD-2-Clause"],
    ["MIT AND (ISC AND MIT)", "MIT AND ISC", "MIT AND ISC"],
    ["(MIT OR ISC OR MIT) AND Zlib", "(MIT OR ISC) AND Zlib", "(MIT OR ISC) AND Zlib"],
    ["(MIT OR ISC) AND (MIT OR ISC)", "MIT OR ISC", "MIT OR ISC"],
    ["mit AND mit AND Public Domain", "LicenseRef-mit AND LicenseRef-Public-Domain", "mit AND Public Domain"],
    ["(mit AND mit)", "LicenseRef-mit", "(mit AND mit)"],
  ])("names each once: %s is %s", (text, expression, words) => {
    expect(declaredLicense(text)?.expression).toBe(expression);
    expect(licenseText(text)).toBe(words);
  });

  it("is explained once", () => {
    expect(declaredLicense("mit AND mit")?.others).toHaveLength(1);
    expect(declaredLicense("LicenseRef-x AND LicenseRef-x")?.others).toHaveLength(1);
  });

  it("may nest deeper than can be read", () => {
    expect(declaredLicense(`${"(".repeat(100_000)}MIT`)?.expression).toBe("LicenseRef-MIT");
  });

  it.each([[undefined], [""], ["unknown"]])("%s says nothing", (text) => {
    expect(declaredLicense(text)).toBeUndefined();
  });

  it("is always an expression, whatever the text, and reads the same again", () => {
    const words = fc.constantFrom(
      "MIT",
      "ISC",
      "AND",
      "OR",
      "WITH",
      "(",
      ")",
      "Classpath-exception-2.0",
      "Un free",
      "+",
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(words).map((some) => some.join(" ")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const found = declaredLicense(text);
        if (found === undefined) return;
        expect(found.expression).toMatch(/^[A-Za-z0-9.+() -]+$/);
        expect(declaredLicense(found.expression)?.expression).toBe(found.expression);
      }),
    );
  });
});
