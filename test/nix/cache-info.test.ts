import { expect, test } from "vitest";
import { parseCacheInfo } from "../../src/nix/cache-info.ts";

test("cache.nixos.org's own file", () => {
  const info = parseCacheInfo("StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 40\n");
  expect(info).toEqual({ priority: 40, wantMassQuery: true });
});

test("all keys may be missing, and what is unknown means nothing", () => {
  expect(parseCacheInfo("")).toEqual({ priority: 0, wantMassQuery: false });
  expect(parseCacheInfo("# comment\nFoo: bar\nPriority:30")).toEqual({ priority: 30, wantMassQuery: false });
});

test("a cache for another store directory is refused", () => {
  expect(() => parseCacheInfo("StoreDir: /opt/store\n")).toThrow(
    'the cache is for the store directory "/opt/store", not /nix/store',
  );
});

test("a priority that is no number is refused", () => {
  expect(() => parseCacheInfo("Priority: high\n")).toThrow('Priority "high" is not a whole number');
});
