import { expect, it } from "vitest";
import type { ClosureEntry } from "../../src/nix/closure.ts";
import { parseNarHash } from "../../src/nix/nar-hash.ts";
import { parseStorePathBase } from "../../src/nix/store-path.ts";
import { DownloadFailures } from "../../src/packages/download-failures.ts";

const entry = (letter: string, cache = "one", unasked?: true): ClosureEntry => ({
  path: parseStorePathBase(`${letter.repeat(32)}-x`),
  narHash: parseNarHash("0".repeat(64)),
  narSize: 1,
  references: [],
  url: "nar/x",
  compression: "none",
  cache,
  signatures: [],
  trust: { by: "lock" },
  ...(unasked === undefined ? {} : { unasked }),
});

it("a file is asked for three times of one cache, with a longer pause each time", () => {
  const failures = new DownloadFailures();
  const tool = entry("a");
  expect([1, 2, 3].map(() => failures.add(tool, "sleeps", true))).toEqual([0, 1, undefined]);
  expect(failures.reason("one", tool.path)).toBe("sleeps");
  expect(failures.reason("two", tool.path)).toBeUndefined();
});

it("what cannot get better is not asked for again", () => {
  const failures = new DownloadFailures();
  expect(failures.add(entry("a"), "has it not", false)).toBeUndefined();
  expect(failures.reason("one", entry("a").path)).toBe("has it not");
  expect(failures.givenUp()).toMatchObject([{ cache: "one", count: 1, reason: "has it not" }]);
});

it("many files that fail together wait once", () => {
  const failures = new DownloadFailures();
  expect(["a", "b", "c"].map((letter) => failures.add(entry(letter), "sleeps", true))).toEqual([
    0,
    undefined,
    undefined,
  ]);
});

it("a cache that fails several files again after a retry is given up", () => {
  const failures = new DownloadFailures();
  for (const letter of ["a", "b", "c", "d"]) {
    expect(failures.reason("one", entry("z").path)).toBeUndefined();
    for (let time = 0; time < 2; time++) failures.add(entry(letter), "sleeps", true);
  }
  expect(failures.reason("one", entry("z").path)).toBe("failed to serve 4 paths");
  expect(failures.givenUp()).toMatchObject([{ cache: "one", count: 1, reason: "fails again and again" }]);
  expect(failures.count(entry("z").path)).toBe(1);
});

it("what a lock says of a cache and what the cache itself says fail apart", () => {
  const failures = new DownloadFailures();
  failures.add(entry("a", "one", true), "has no nar/x", false);
  expect(failures.reason("one", entry("a").path, true)).toBe("has no nar/x");
  expect(failures.reason("one", entry("a").path)).toBeUndefined();
  expect(failures.givenUp()).toEqual([]);
});
