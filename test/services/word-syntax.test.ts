import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitWords } from "../../src/services/word-syntax.ts";

const texts = (line: string): string[] => splitWords(line).map(({ text }) => text);

describe("words", () => {
  it("end at white space, unless it is quoted or escaped", () => {
    expect(texts(`a  "b c"\t'd e' f\\sg h\\x20i`)).toEqual(["a", "b c", "d e", "f g", "h i"]);
  });

  it("may be quoted in part, and may be empty", () => {
    expect(texts(`--name="a b"'c' "" end`)).toEqual(["--name=a bc", "", "end"]);
  });

  it("know systemd's escapes, and no others", () => {
    expect(texts(String.raw`\a\b\f\n\r\t\v\\\"\'\s\x41\101\u00e9\U0001F600`)).toEqual(["\x07\b\f\n\r\t\v\\\"' AAé😀"]);
    expect(() => splitWords("a\\qb")).toThrow("\\q is not an escape");
    expect(() => splitWords("a\\x0")).toThrow("is not an escape");
  });

  it("refuse a quote that is not closed", () => {
    expect(() => splitWords(`echo "a b`)).toThrow('the quote " is not closed');
  });

  it("go on after a backslash at the end of a line", () => {
    expect(texts("a\\\nb")).toEqual(["a", "b"]);
  });

  it("are what they were before they were quoted", () => {
    const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
    const word = fc.string({ unit: "grapheme" }).filter((text) => !/[\0\r]/.test(text));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(texts(words.map(quote).join(" "))).toEqual(words);
      }),
    );
  });
});
