import { expect, it } from "vitest";
import type { Diagnostic } from "../../src/text/diagnostic.ts";
import { withoutDuplicates } from "../../src/text/duplicate-diagnostics.ts";

const at = (line: number, message: string, hint?: string): Diagnostic => ({
  code: "c",
  severity: "warning",
  message,
  place: { file: "image.ts", start: { line, column: 3 }, end: { line, column: 4 } },
  ...(hint === undefined ? {} : { hint }),
});

it("says the same at several places once, with the other places", () => {
  const all = [
    at(1, 'there is no "x"', 'use "y"'),
    at(2, 'there is no "z"'),
    at(3, 'there is no "x"', 'use "y"'),
    at(4, 'there is no "z"'),
  ];
  expect(withoutDuplicates(all)).toEqual([
    { ...all[0], hint: 'use "y" (the same at image.ts:3:3)' },
    { ...all[1], hint: "the same at image.ts:4:3" },
  ]);
});

it("names five of very many, and each place once", () => {
  const [one] = withoutDuplicates([1, 1, 2, 3, 4, 5, 6, 7, 8].map((line) => at(line, "there is no x")));
  expect(one?.hint).toBe(
    "the same at image.ts:2:3, image.ts:3:3, image.ts:4:3, image.ts:5:3, image.ts:6:3 and 2 more places",
  );
  expect(withoutDuplicates([at(1, "must be x"), at(1, "must be x")])).toEqual([at(1, "must be x")]);
});

it("leaves what is not alike, in its order", () => {
  const errors = ["must be x", "there is no a"].flatMap((message) => [at(1, message), at(1, message, "h")]);
  const all = [...errors, at(2, "must be x")].map(({ severity, ...one }) => one);
  expect(withoutDuplicates(all)).toEqual(all);
});

it("tells warnings of one cause once: those that say the same, and those that name it", () => {
  const all = [
    at(1, "X does nothing"),
    at(2, "the age 1d has no effect", 'write "-"'),
    at(3, "X does nothing"),
    at(4, "the age 2d has no effect", 'write "-"'),
  ].map((one) => (one.message.startsWith("the age") ? { ...one, cause: "age" } : one));
  expect(withoutDuplicates(all)).toEqual([
    at(1, "X does nothing", "the same at image.ts:3:3"),
    at(2, "the age 1d has no effect", 'write "-" (the same at image.ts:4:3)'),
  ]);
});

it("names options that stand in no file", () => {
  const ofModule = { code: "c", severity: "warning", message: "X does nothing", path: ["a", "x"] } as const;
  expect(withoutDuplicates([ofModule, { ...ofModule, path: ["b", "x"] }])).toEqual([
    { ...ofModule, hint: "the same at b.x" },
  ]);
});
