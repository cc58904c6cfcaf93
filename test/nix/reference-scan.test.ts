import fc from "fast-check";
import { expect, test } from "vitest";
import { ReferenceScan } from "../../src/nix/reference-scan.ts";

const hashPart = fc.stringMatching(/^[0-9abcdfghijklmnpqrsvwxyz]{32}$/);
/** What may stand around them, also what is of the same characters. */
const filler = fc.stringMatching(/^[0-9a-z/.-]{0,40}$/);

test("what is found is what stands in the text, in pieces of any size", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(filler, hashPart, fc.boolean()), { maxLength: 6 }),
      filler,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      (parts, end, sizes) => {
        const text = parts.map(([before, part, isThere]) => before + (isThere ? part : "")).join("") + end;
        const wanted = parts.map(([, part]) => part);
        const scan = new ReferenceScan(wanted);
        const bytes = Buffer.from(text);
        for (let at = 0, piece = 0; at < bytes.length; piece++) {
          const size = sizes[piece % sizes.length] ?? 1;
          scan.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect([...scan.found].sort()).toEqual([...new Set(wanted.filter((part) => text.includes(part)))].sort());
      },
    ),
  );
});

test("a hash part that nobody asks for, or a part of one, is not found", () => {
  const part = "0123456789abcdfghijklmnpqrsvwxyz";
  const scan = new ReferenceScan([part]);
  scan.push(Buffer.from(`${part.slice(1)} ${part.slice(0, 31)} ${"0".repeat(32)}`));
  expect(scan.found.size).toBe(0);
});
