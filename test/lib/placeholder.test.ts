import fc from "fast-check";
import { expect, it } from "vitest";
import { isPlain, placeholder, placeholderName, splitPlaceholders } from "../../src/lib/placeholder.ts";
import { escapeShellArg } from "../../src/lib/texts.ts";
import { mentionedPackages } from "../../src/value/reference.ts";

/** Names but those of store paths, which have nothing to quote. */
const names = fc.string({ minLength: 1, maxLength: 30 }).filter((name) => isPlain(name) && !name.startsWith("/"));

it("names of packages come back out of a text as they went in", () => {
  fc.assert(
    fc.property(fc.array(names), names, (several, between) => {
      const text = several.map((name) => `${between}${placeholder(name)}`).join("");
      expect(mentionedPackages(text)).toEqual(several);
      expect(splitPlaceholders(text).filter((part, index) => index % 2 === 0 && part !== "")).toEqual(
        several.map(() => between),
      );
    }),
  );
});

it("no quoting has anything to quote in a placeholder, so that it passes through", () => {
  fc.assert(
    fc.property(names, (name) => {
      const text = placeholder(name);
      expect(text).not.toMatch(/["'`\\$%&;<>|(){}[\]*?!~#=:,/\s\0]/);
      expect(JSON.stringify(text)).toBe(`"${text}"`);
      expect(placeholderName(text)).toBe(name);
      expect(placeholderName(`${text}/bin`)).toBeUndefined();
    }),
  );
  expect(escapeShellArg(`${placeholder('(pkgs.hello.override { x = "1"; })')}`).slice(1, -1)).toContain("override");
});
