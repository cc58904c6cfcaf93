import { expect, test } from "vitest";
import { compareStorePaths, parseStorePath, parseStorePathBase } from "../../src/nix/store-path.ts";

const HASH = "7gx4kiv5m0i7d7qkixq2cwzbr10lvxwc";

test("a store path has a hash part and a name", () => {
  const path = parseStorePath(`/nix/store/${HASH}-glibc-2.27`);
  expect(path).toEqual({
    path: `/nix/store/${HASH}-glibc-2.27`,
    base: `${HASH}-glibc-2.27`,
    hashPart: HASH,
    name: "glibc-2.27",
  });
  expect(Object.isFrozen(path)).toBe(true);
  expect(parseStorePathBase(path.base)).toEqual(path);
});

test("names may have every character that Nix allows, and 211 of them", () => {
  for (const name of ["a", "+-._?=", ".hidden", "..x", "A0", "a".repeat(211)]) {
    expect(parseStorePathBase(`${HASH}-${name}`).name).toBe(name);
  }
});

test.each([
  ["", "needs a name after its hash"],
  ["a".repeat(212), "longer than 211"],
  ["a b", 'illegal character " "'],
  ["a\n", "illegal character"],
  ["ä", "illegal character"],
  [".", "starts with"],
  ["..", "starts with"],
  [".-a", "starts with"],
  ["..-a", "starts with"],
])("the name %j is refused", (name, message) => {
  expect(() => parseStorePathBase(`${HASH}-${name}`)).toThrow(message);
});

test("other paths are refused, with what is wrong", () => {
  expect(() => parseStorePath("/usr/bin/env")).toThrow("does not start with /nix/store/");
  expect(() => parseStorePath("/nix/store/")).toThrow("not 32 hash characters");
  expect(() => parseStorePath(`/nix/store/${HASH}-hello/bin/hello`)).toThrow("a file below one");
  expect(() => parseStorePath(`/nix/store/${HASH}-hello/`)).toThrow("a file below one");
  expect(() => parseStorePath(`/nix/store/${HASH.slice(1)}-hello`)).toThrow("not 32 hash characters");
  expect(() => parseStorePath(`/nix/store/${HASH.replace("7", "e")}-hello`)).toThrow('"e" is not a Nix32 character');
});

test("paths sort bytewise", () => {
  const paths = ["b", "a", "a-1", "a.1", "A"].map((name) => parseStorePathBase(`${HASH}-${name}`));
  expect(paths.sort(compareStorePaths).map((path) => path.name)).toEqual(["A", "a", "a-1", "a.1", "b"]);
});
