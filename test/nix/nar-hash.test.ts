import fc from "fast-check";
import { expect, test } from "vitest";
import { hashHex, hashSri, parseFileHash, parseNarHash, sha256Of } from "../../src/nix/nar-hash.ts";

// printf hello | sha256sum
const HEX = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const BASE64 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
const NIX32 = "094qif9n4cq4fdg459qzbhg1c6wywawwaaivx0k0x8xhbyx4vwic";

test("all ways of writing a hash give the same value", () => {
  for (const text of [
    NIX32,
    HEX,
    HEX.toUpperCase(),
    BASE64,
    `sha256:${NIX32}`,
    `sha256:${HEX}`,
    `sha256:${BASE64}`,
    `sha256-${BASE64}`,
  ]) {
    expect(parseNarHash(text)).toBe(`sha256:${NIX32}`);
  }
});

test("a hash can be written in the other ways", () => {
  const hash = parseFileHash(HEX);
  expect(hashHex(hash)).toBe(HEX);
  expect(hashSri(hash)).toBe(`sha256-${BASE64}`);
});

test("every hash survives being written and read", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const hash = sha256Of<"nar">(bytes);
      expect(hashHex(hash)).toBe(Buffer.from(bytes).toString("hex"));
      expect(parseNarHash(`sha256:${hashHex(hash)}`)).toBe(hash);
      expect(parseNarHash(hashSri(hash))).toBe(hash);
      expect(parseNarHash(hash)).toBe(hash);
    }),
  );
});

test.each([
  ["", "is not a SHA-256 hash in"],
  ["sha256:", "is not a SHA-256 hash in"],
  [`sha512:${HEX}`, "not a SHA-256 hash but sha512"],
  [`sha1-${BASE64}`, "not a SHA-256 hash but sha1"],
  [`sha256:${HEX.slice(1)}`, "is not a SHA-256 hash in"],
  [`sha256:${BASE64.slice(0, -1)}`, "is not a SHA-256 hash in"],
  // The last character before the padding carries two bits that must be zero.
  [`sha256:${BASE64.replace("Q=", "R=")}`, "is not a SHA-256 hash in"],
  [`sha256:${NIX32} `, "is not a SHA-256 hash in"],
  [`sha256-${HEX}`, "is not a SHA-256 hash in"],
  [`sha256:z${NIX32.slice(1)}`, "bits past its last byte"],
])("%j is refused", (text, message) => {
  expect(() => parseNarHash(text)).toThrow(message);
});
