import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LayerItem, layerPaths } from "../../src/plan/layering.ts";

/** What a path weighs that has a layer of its own. */
const OWN_LAYER = 1 << 20;

import { pathOf } from "../packages/fake-cache.ts";

const KB = 1 << 10;
const MB = 1 << 20;

const item = (name: string, narSize: number, references: readonly string[] = []): LayerItem => ({
  path: pathOf(name),
  narSize,
  references: references.map(pathOf),
});

const namesOf = (layer: readonly LayerItem[]) => layer.map(({ path }) => path.name);
const shown = (items: readonly LayerItem[], limit = 100, own?: number) => layerPaths(items, limit, own).map(namesOf);

/** As the docstring of layerPaths has it. */
const EXAMPLE = [
  item("glibc", 30 * MB, ["glibc"]),
  item("openssl", 6 * MB, ["glibc", "openssl"]),
  item("zlib", 120 * KB, ["glibc"]),
  item("oniguruma", 600 * KB, ["glibc"]),
  item("curl", 300 * KB, ["openssl", "glibc"]),
  item("jq", 50 * KB, ["oniguruma", "glibc"]),
  item("git", 40 * MB, ["curl", "zlib", "glibc", "git"]),
];

/** Store paths that refer to each other, each after all that it refers to. */
const closures = fc
  .array(fc.record({ size: fc.oneof(fc.nat(4 * MB), fc.nat(200 * KB)), below: fc.array(fc.nat()) }), { maxLength: 120 })
  .map((nodes) =>
    nodes.map(({ size, below }, index) => {
      const references = index === 0 ? [] : below.slice(0, 4).map((other) => `path-${other % index}`);
      return item(`path-${index}`, size, [...new Set(references)]);
    }),
  );

const sorted = (names: readonly string[]) => names.toSorted();

describe("layers of store paths", () => {
  it("are a path of 1 MiB or more, or smaller ones of a level", () => {
    expect(shown(EXAMPLE)).toEqual([["glibc"], ["oniguruma", "zlib"], ["openssl"], ["curl", "jq"], ["git"]]);
    expect(shown([item("a", OWN_LAYER), item("b", OWN_LAYER - 1), item("c", 0)])).toEqual([["a"], ["b", "c"]]);
    expect(layerPaths([], 3)).toEqual([]);
  });

  it("have together no more than 2 MiB of small paths", () => {
    const small = ["a", "b", "c", "d", "e"].map((name) => item(name, 900 * KB));
    expect(shown(small)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  it("are a path each where every path is to have its own", () => {
    expect(shown(EXAMPLE, 40, 0).flat()).toHaveLength(EXAMPLE.length);
    expect(shown(EXAMPLE, 40, 0).every(({ length }) => length === 1)).toBe(true);
  });

  it("share more where there would be too many", () => {
    const many = Array.from({ length: 30 }, (_, n) => item(`path-${10 + n}`, (1 + n) * MB));
    const layers = layerPaths(many, 20);
    expect(layers.length).toBeLessThanOrEqual(20);
    const alone = layers
      .filter(({ length }) => length === 1)
      .flatMap((layer) => layer.map(({ narSize }) => narSize / MB));
    expect(alone).toEqual(expect.arrayContaining(Array.from({ length: 15 }, (_, n) => 16 + n)));
    expect(shown(EXAMPLE, 1)).toEqual([["glibc", "oniguruma", "openssl", "zlib", "curl", "jq", "git"]]);
  });

  it("are never more than the limit, and have each path once", () => {
    fc.assert(
      fc.property(closures, fc.integer({ min: 1, max: 100 }), fc.constantFrom(0, 1, OWN_LAYER), (items, limit, own) => {
        const layers = shown(items, limit, own);
        expect(layers.length).toBeLessThanOrEqual(limit);
        expect(layers.every(({ length }) => length > 0)).toBe(true);
        expect(sorted(layers.flat())).toEqual(sorted(namesOf(items)));
      }),
    );
  });

  it("come after those with what they refer to, up to the highest levels", () => {
    fc.assert(
      fc.property(closures, (items) => {
        const layers = shown(items);
        const layerOf = (name: string) => layers.findIndex((layer) => layer.includes(name));
        const levels = levelsOf(items);
        for (const { path, references } of items) {
          if ((levels.get(path.name) ?? 0) >= 7) continue;
          for (const below of references) expect(layerOf(below.name)).toBeLessThan(layerOf(path.name));
        }
      }),
    );
  });

  it("are the same in whatever order the paths come", () => {
    fc.assert(
      fc.property(closures, (items) => {
        const levels = levelsOf(items);
        const byLevels = items
          .toReversed()
          .sort((a, b) => (levels.get(a.path.name) ?? 0) - (levels.get(b.path.name) ?? 0));
        expect(shown(byLevels)).toEqual(shown(items));
      }),
    );
  });

  it("stay as they are on all other levels when a path is added that nothing needs", () => {
    fc.assert(
      fc.property(closures, fc.nat(4 * MB), (items, size) => {
        const below = items.slice(-3).map(({ path }) => path.name);
        const added = item("added", size, below);
        const levels = levelsOf([...items, added]);
        const level = Math.min(levels.get("added") ?? 0, 7);
        const elsewhere = (layers: string[][]) =>
          layers.filter(([first = ""]) => Math.min(levels.get(first) ?? 0, 7) !== level);
        const before = shown(items, 1000);
        const after = shown([...items, added], 1000);
        expect(elsewhere(after)).toEqual(elsewhere(before));
        if (size >= OWN_LAYER) expect(after.filter(([first]) => first !== "added")).toEqual(before);
      }),
    );
  });
});

/** The length of the longest chain of references below each path. */
function levelsOf(items: readonly LayerItem[]): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const { path, references } of items) {
    const below = references.filter((one) => one.path !== path.path).map(({ name }) => levels.get(name) ?? 0);
    levels.set(path.name, 1 + Math.max(-1, ...below));
  }
  return levels;
}
