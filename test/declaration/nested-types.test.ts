import { expect, it } from "vitest";
import { declare, errorOf } from "./declare.ts";

// A file of its own: the stripper is of no use any more in a process in which a text was nested too deeply for it.

it("a declaration with types that is nested too deeply is told so", async () => {
  const depth = 20_000;
  const text = `const a: number = ${"(".repeat(depth)}1${")".repeat(depth)};\nexport default { a };\n`;
  expect(await errorOf(declare(text))).toBe(
    "image.ts:1:1: brackets are nested too deeply in this file\n  hint: no option needs that: is a bracket that closes missing?",
  );
});
