import { describe, expect, it } from "vitest";
import { lib } from "../../src/lib/all.ts";
import { configure } from "../declaration/declare.ts";

describe("lib, as NixOS modules use it", () => {
  it("puts texts together", () => {
    expect(lib.concatStrings(["a", "b"])).toBe("ab");
    expect(lib.concatLines(["a", "b"])).toBe("a\nb\n");
    expect(lib.boolToString(true)).toBe("true");
  });

  it("takes lists apart", () => {
    expect(lib.flatten([1, [2, [3]]])).toEqual([1, 2, 3]);
    expect(lib.subtractLists([2], [1, 2, 3, 2])).toEqual([1, 3]);
  });

  it("updates attributes below attributes, and takes definitions with properties as they are", () => {
    const forced = lib.mkForce({ x: 1 });
    expect(lib.recursiveUpdate({ a: { b: 1, c: [1] }, d: 1 }, { a: { c: [2] }, d: { e: 1 } })).toEqual({
      a: { b: 1, c: [2] },
      d: { e: 1 },
    });
    expect(lib.recursiveUpdate({ a: { b: 1 } }, { a: forced })).toEqual({ a: forced });
  });

  it("passes definitions on from an option's old name", async () => {
    const { config, warnings } = await configure(`import { lib } from "decl";
export default {
  imports: [lib.mkRenamedOptionModule(["old", "name"], ["image", "name"])],
  old: { name: "web" },
};`);
    expect(config.image.name).toBe("web");
    expect(warnings.map(({ message }) => message)).toContain("the option old.name is now called image.name");
  });
});
