import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layerPaths } from "../../src/plan/layering.ts";

const sizes = (...values: number[]) => values.map((size) => ({ size }));
const shown = (layers: { size: number }[][]) => layers.map((layer) => layer.map(({ size }) => size));

describe("layering", () => {
  it("gives every path a layer of its own while there are enough", () => {
    expect(shown(layerPaths(sizes(1, 9, 2), 3))).toEqual([[1], [9], [2]]);
    expect(layerPaths([], 3)).toEqual([]);
  });

  it("lets the largest keep theirs and deals the rest as neighbours", () => {
    expect(shown(layerPaths(sizes(1, 9, 2, 8, 3), 4))).toEqual([[1, 2], [9], [8], [3]]);
  });

  it("never exceeds the limit, loses nothing and doubles nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 300 }), fc.integer({ min: 1, max: 120 }), (values, limit) => {
        const items = values.map((size, id) => ({ size, id }));
        const layers = layerPaths(items, limit);
        expect(layers.length).toBeLessThanOrEqual(limit);
        expect(layers.every((layer) => layer.length > 0)).toBe(true);
        expect(
          layers
            .flat()
            .map(({ id }) => id)
            .sort((a, b) => a - b),
        ).toEqual(items.map(({ id }) => id));
      }),
    );
  });
});
