import fc from "fast-check";
import { expect, it } from "vitest";
import { packageAt } from "../../src/lib/package-reference.ts";
import { shareStructure } from "../../src/options/structure-sharing.ts";

it("keeps what is equal and replaces what is not", () => {
  const before = { a: { x: 1 }, b: [1, { y: 2 }], p: packageAt("hello") };
  const now = { a: { x: 1 }, b: [2, { y: 2 }], p: packageAt("hello") };
  const shared = shareStructure(before, now) as typeof before;
  expect(shared).not.toBe(before);
  expect(shared).toEqual({ a: { x: 1 }, b: [2, { y: 2 }], p: packageAt("hello") });
  expect([shared.a === before.a, shared.b === before.b, shared.b[1] === before.b[1]]).toEqual([true, false, true]);
});

it("is the value before exactly where both are equal", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const copy = structuredClone(one);
      expect(shareStructure(one, copy)).toBe(typeof one === "object" ? one : copy);
      const kept = structuredClone(other);
      expect(shareStructure(one, other)).toEqual(kept);
    }),
  );
});

it("tells values from what has none, and more from less", () => {
  const missing = () => Object.defineProperty({}, "x", { get: () => expect.fail("read") });
  const before = missing();
  expect(shareStructure(before, missing())).toBe(before);
  expect(shareStructure(before, { x: 1 })).toEqual({ x: 1 });
  expect(shareStructure({ x: 1, y: 2 }, { x: 1 })).toEqual({ x: 1 });
  expect(shareStructure({ x: undefined }, { y: undefined })).toEqual({ y: undefined });
});
