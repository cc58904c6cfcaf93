import { describe, expect, expectTypeOf, it } from "vitest";
import { FormatError } from "../../../src/nix/format-error.ts";
import {
  absolutePath,
  anyText,
  flag,
  kinds,
  listOf,
  optional,
  orNull,
  parsed,
  type ReadOf,
  record,
  type Shape,
  text,
  texts,
  type WrittenOf,
  wholeNumber,
} from "../../../src/steps/helper/shape.ts";

const file = kinds("a file", {
  text: record({ text: anyText, mode: optional(wholeNumber) }),
  link: record({ target: text }),
});
const lengths = parsed(texts, (list) => list.map(({ length }) => length));

describe("a shape", () => {
  it.each<[Shape<unknown, never>, unknown]>([
    [text, "a"],
    [anyText, ""],
    [absolutePath, "/"],
    [absolutePath, "/a/..b/.c"],
    [wholeNumber, -1],
    [flag, false],
    [texts, ["a", ""]],
    [listOf(wholeNumber), [1, 2]],
    [optional(text), undefined],
    [orNull(text), null],
    [record({ a: text, b: optional(text) }), { a: "1" }],
    [file, { type: "text", text: "", mode: 420 }],
    [file, { type: "link", target: "/x" }],
  ])("reads what it is (%#)", (shape, value) => {
    expect(shape(value, "spec")).toStrictEqual(value);
  });

  it("reads nothing but its own fields, and what is made of them", () => {
    expect(record({ a: text })({ a: "1", b: "2" }, "spec")).toStrictEqual({ a: "1" });
    expect(lengths(["a", "bc"], "spec")).toEqual([1, 2]);
  });

  it.each<[Shape<unknown, never>, unknown, string]>([
    [text, "", "spec is not a text"],
    [anyText, 1, "spec is not a text"],
    [absolutePath, "", "spec is not a text"],
    [absolutePath, "a", "spec is not an absolute path"],
    [absolutePath, "/a/../b", "spec is not an absolute path"],
    [absolutePath, "/a//b", "spec is not an absolute path"],
    [absolutePath, "/a/", "spec is not an absolute path"],
    [absolutePath, "/a\0", "spec is not an absolute path"],
    [wholeNumber, 1.5, "spec is not a whole number"],
    [wholeNumber, "1", "spec is not a whole number"],
    [flag, 1, "spec is not true or false"],
    [texts, "a", "spec is not a list"],
    [texts, ["a", 1], "spec is not a list of texts"],
    [listOf(text), {}, "spec is not a list"],
    [listOf(text), ["a", ""], "spec[1] is not a text"],
    [orNull(text), undefined, "spec is not a text"],
    [record({}), null, "spec is not an object"],
    [record({}), [], "spec is not an object"],
    [record({ a: text }), {}, "spec.a is not a text"],
    [record({ a: optional(text) }), { a: null }, "spec.a is not a text"],
    [record({ a: listOf(record({ b: flag })) }), { a: [{ b: true }, {}] }, "spec.a[1].b is not true or false"],
    [file, {}, "spec.type is not a text"],
    [file, { type: "toString" }, 'a file cannot be a "toString"'],
    [file, { type: "link" }, "spec.target is not a text"],
  ])("says where something is not what it is to be (%#)", (shape, value, message) => {
    expect(() => shape(value, "spec")).toThrow(new FormatError(message));
  });

  it("has the types of what is written and of what is read", () => {
    const both = record({ lengths, file, note: optional(orNull(text)) });
    type File =
      | { readonly type: "text"; readonly text: string; readonly mode?: number | undefined }
      | { readonly type: "link"; readonly target: string };
    expectTypeOf<ReadOf<typeof both>>().branded.toEqualTypeOf<{
      readonly lengths: number[];
      readonly file: File;
      readonly note?: string | null | undefined;
    }>();
    expectTypeOf<WrittenOf<typeof both>>().branded.toEqualTypeOf<{
      readonly lengths: readonly string[];
      readonly file: File;
      readonly note?: string | null | undefined;
    }>();
  });
});
