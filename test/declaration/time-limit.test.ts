import { describe, expect, it } from "vitest";
import { prepareDeclaration } from "../../src/declaration/evaluate.ts";
import { loadDeclaration } from "../../src/declaration/load.ts";
import { TimeLimit } from "../../src/declaration/time-limit.ts";
import { TimeOver } from "../../src/text/ended-after.ts";
import { configure, errorOf } from "./declare.ts";

const LIMITS = { milliseconds: 300, bytes: 1 << 28 };
const ENDED =
  "image.ts:1:1: the declaration ran for more than 0.3 s\n" +
  "  hint: is there a loop that never ends, a text or list that is very long, or a very busy machine?";
const NONE = async () => new Map<string, string>();

describe("a declaration is ended in time", () => {
  it.each([
    ["where it sorts", "const a = Array.from({ length: 1e6 }, (_, i) => i % 7); for (;;) a.sort();"],
    ["where it searches", 'const s = "a".repeat(1e6); const t = s.slice(1) + "b"; for (;;) s.indexOf(t);'],
    ["where it joins", 'const a = new Array(1e6).fill("ab"); for (;;) a.join("");'],
  ])("%s, which the interpreter does not leave by itself", async (_, code) => {
    expect(await errorOf(configure(`export default () => { ${code} };`, { limits: LIMITS }))).toMatch(
      /^image\.ts:1:\d+: the declaration ran for more than 0\.3 s\n/,
    );
  });

  it("while its top level runs", async () => {
    expect(
      await errorOf(
        configure("export default {}; const a = new Array(1e6).fill(1); for (;;) a.sort();", { limits: LIMITS }),
      ),
    ).toBe(ENDED);
  });

  it("while it is parsed", async () => {
    const text = `export default { a: [${"[],".repeat(3e6)}] };`;
    expect(await errorOf(configure(text, { limits: { ...LIMITS, milliseconds: 20 } }))).toMatch(
      /^image\.ts:1:1: the declaration ran for more than 0\.02 s\n/,
    );
    expect(
      await errorOf(
        configure(`{ "a": [${"1,".repeat(3e6)}1] }`, { file: "image.json", limits: { ...LIMITS, milliseconds: 20 } }),
      ),
    ).toMatch(/^image\.json:1:1: the declaration ran for more than 0\.02 s\n/);
  });

  it("while something is made of what it says, with what its own code took counted", async () => {
    const text = "export default {};";
    const declaration = await prepareDeclaration(await loadDeclaration("image.ts", text, NONE, { limits: LIMITS }));
    const forever = () =>
      declaration.within(() => {
        for (;;) /^(a+)+$/.test(`${"a".repeat(40)}b`);
      });
    expect(await errorOf(Promise.resolve().then(forever))).toBe(ENDED);
    expect(await errorOf(Promise.resolve().then(() => declaration.within(() => "more")))).toBe(ENDED);
  });
});

it("time that is over in something inside is over for all of it", () => {
  const time = new TimeLimit(100);
  let after = false;
  const work = () => {
    try {
      time.run(() => {
        for (;;);
      });
    } catch {
      after = true;
    }
    after = true;
  };
  expect(() => time.run(work)).toThrow(TimeOver);
  expect(after).toBe(false);
  expect(() => time.run(() => 1)).toThrow(TimeOver);
});

it("what ends by itself after its time is over too", () => {
  const late = () => {
    for (const end = performance.now() + 5; performance.now() < end; );
    return "late";
  };
  expect(() => new TimeLimit(1).run(late)).toThrow(TimeOver);
  expect(new TimeLimit(10_000).run(late)).toBe("late");
});
