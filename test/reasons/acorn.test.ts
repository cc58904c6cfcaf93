import { parse } from "acorn";
import { expect, it } from "vitest";
import { isStackSpaceExhausted, syntaxErrorOf } from "../../src/reasons/acorn.ts";

function thrownBy(text: string): unknown {
  try {
    return parse(text, { ecmaVersion: 2025 });
  } catch (error) {
    return error;
  }
}

it("a text that is nested too deeply is known by what acorn says", () => {
  const error = thrownBy("(".repeat(50_000));
  expect(error).toMatchObject({ message: expect.stringMatching(/^Not enough stack space to parse input/) });
  expect(isStackSpaceExhausted(error)).toBe(true);
  expect(isStackSpaceExhausted(thrownBy("("))).toBe(false);
});

it.each([
  ["a b", "Unexpected token", 2],
  ["'x", "Unterminated string constant", 0],
  ["let a; let a", "Identifier 'a' has already been declared", 11],
])("%s", (text, message, offset) => {
  expect(syntaxErrorOf(thrownBy(text))).toEqual({ message, offset });
});
