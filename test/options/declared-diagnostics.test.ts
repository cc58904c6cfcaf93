import { expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

it("an assertion stands where the first option that it is about is defined, and names the others", async () => {
  const text = `export default {
  image: { name: "a", cmd: ["b"] },
  assertions: [{ assertion: false, message: "odd", hint: "mend it", about: [["image", "cmd", "0"], ["image", "name"], ["image", "user"]] }],
};`;
  expect(await errorOf(configure(text))).toBe(
    "image.ts:2:29: failed assertion: odd (also image.ts:2:18)\n  hint: mend it",
  );
});

it("an assertion about nothing stands where it is defined", async () => {
  expect(await errorOf(configure('export default { assertions: [{ assertion: false, message: "odd" }] }'))).toBe(
    "image.ts:1:31: failed assertion: odd",
  );
});

it("a warning is a text, or may say what it is about", async () => {
  const { warnings } = await configure(`export default {
  image: { name: "a" },
  warnings: ["plain", { message: "placed", hint: "mend it", about: [["image", "name"]] }],
};`);
  expect(warnings.map(({ message, hint, place }) => [message, hint, place?.start.line])).toEqual([
    ["plain", undefined, 3],
    ["placed", "mend it", 2],
  ]);
});
