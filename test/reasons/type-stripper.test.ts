import nodeModule from "node:module";
import { expect, it } from "vitest";
import { isUnsupportedSyntax, placeInStack, withoutExpectations } from "../../src/reasons/type-stripper.ts";

function thrownBy(text: string): Error {
  try {
    nodeModule.stripTypeScriptTypes(text, { sourceUrl: "image.ts" });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("expected an error");
}

it.each([
  ["const a: number = ;", "Expression expected", { line: 1, column: 19, length: 1 }],
  ["const a = {\n  b: 1,,\n};", "Unexpected ?", { line: 2, column: 8, length: 1 }],
  ["let a = 1;\nlet b c: d", "Expected a semicolon", { line: 2, column: 7, length: 1 }],
  ["export default {", "Unexpected ?", undefined],
])("%s", (text, message, place) => {
  const error = thrownBy(text);
  expect(withoutExpectations(error.message, "?")).toBe(message);
  expect(placeInStack(error)).toEqual(place);
  expect(isUnsupportedSyntax(error)).toBe(false);
});

it("TypeScript that does more than say types is known by its code", () => {
  expect(isUnsupportedSyntax(thrownBy("enum A {}"))).toBe(true);
});
