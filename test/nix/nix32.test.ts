import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeNix32, encodeNix32 } from "../../src/nix/nix32.ts";

test("the text shows the last byte first", () => {
  expect(encodeNix32(Uint8Array.of(0x1f))).toBe("0z");
  expect(encodeNix32(Uint8Array.of(0, 0x80))).toBe("1000");
  expect(encodeNix32(new Uint8Array(0))).toBe("");
});

test("the manual's own example comes out", () => {
  const digest = Buffer.from("08813cbee9903c62be4c5027726a418a300da4500b2d369d3af9286f4815ceba", "hex");
  expect(encodeNix32(digest)).toBe("1fnf2m46ya7r7afkcb8ba2j0sc4a85m749sh9jz64g4hx6z3r088");
});

test("what was encoded decodes to the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect([...decodeNix32(encodeNix32(bytes), bytes.length)]).toEqual([...bytes]);
    }),
  );
});

test("every text that decodes is the one encoding of its bytes", () => {
  const char = fc.constantFrom(..."0123456789abcdfghijklmnpqrsvwxyz");
  fc.assert(
    fc.property(fc.string({ unit: char, minLength: 4, maxLength: 4 }), (text) => {
      // 4 characters are 20 bits, 2 bytes are 16: texts above "1zzz" have bits past the last byte.
      if (text <= "1zzz") expect(encodeNix32(decodeNix32(text, 2))).toBe(text);
      else expect(() => decodeNix32(text, 2)).toThrow("bits past its last byte");
    }),
  );
});

test("a wrong length and characters outside the alphabet are refused", () => {
  expect(() => decodeNix32("0", 2)).toThrow("a Nix32 hash of 2 bytes has 4 characters, not 1");
  for (const char of ["e", "o", "u", "t", "A", "-", "é"]) {
    expect(() => decodeNix32(`0${char}`, 1)).toThrow(`"${char}" is not a Nix32 character`);
  }
});
