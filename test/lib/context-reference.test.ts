import fc from "fast-check";
import { expect, it } from "vitest";
import { contextText, parseContext, readContextText } from "../../src/lib/context-reference.ts";

const paths = fc.string({ unit: "grapheme", maxLength: 20 }).map(parseContext);
const names = fc.option(fc.string({ unit: "grapheme", maxLength: 10 }), { nil: undefined });

it("files of contexts are read as they were written", () => {
  fc.assert(
    fc.property(paths, names, (files, name) => {
      if (files === undefined) return;
      const named = name === undefined ? files : { ...files, name };
      expect(readContextText(contextText(named))).toEqual(named);
    }),
  );
});

it.each([
  "hello",
  "context",
  "context(",
  "context()",
  "context(1)",
  'context("a", 1)',
  'context("a", "b", "c")',
  "context(a)",
  'context("\\x")',
])("%s is the name of no files", (text) => {
  expect(readContextText(text)).toBeUndefined();
});

it.each(["../a", "a/../..", "/a", "a\0", "a\uE0D0"])("%j is no path in a context", (text) => {
  expect(parseContext(text)).toBeUndefined();
});
