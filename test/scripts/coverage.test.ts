import { expect, it } from "vitest";
import { countBranches } from "../../scripts/lib/fuzz/coverage.ts";

/** How often each branch of a function `f` is taken by one call, in the order of the text. */
function counts(text: string, ...given: readonly unknown[]): { readonly result: unknown; readonly taken: number[] } {
  const { code, branches } = countBranches(text);
  const ways = new Uint8Array(branches);
  const result: unknown = new Function("__ways", "given", `${code}\nreturn f(...given);`)(ways, given);
  return { result, taken: [...ways].sort() };
}

it("branches are counted, and the program does what it did", () => {
  const text = `function f(n) {
  let sum = 0;
  for (const one of [1, 2, 3]) if (one < n) sum += one; else sum += n > 2 ? 10 : 20;
  switch (n) { case 1: return sum; default: { const g = (x) => x + sum || 5; return g(0) && "ok"; } }
}`;
  expect(counts(text, 1)).toEqual({ result: 60, taken: [0, 0, 0, 0, 0, 0, 1, 1, 3, 3, 3].sort() });
  expect(counts(text, 3)).toMatchObject({ result: "ok" });
  expect(counts("const f = () => { try { throw 1; } catch { return [`${(() => 2)()}`]; } };")).toEqual({
    result: ["2"],
    taken: [1, 1, 1],
  });
});

it("texts of a program are words to try", () => {
  expect(countBranches('if (x === "StorePath: ") y("a");').words.toSorted()).toEqual(["StorePath: ", "a"]);
});
