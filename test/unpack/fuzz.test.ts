import { afterAll, expect, it } from "vitest";
import { play } from "../fuzz/play.ts";
import { nativeTargets } from "../fuzz/targets.ts";

const unpack = nativeTargets.unpack ?? expect.fail("no native program is fuzzed");

afterAll(() => unpack.end?.());

it("kept inputs, and others made of them, are read or refused, and both readers say the same", async () => {
  expect.hasAssertions();
  await play("unpack", unpack, 2000);
});

it("the program counts which branches an input takes", async () => {
  const counts = async (input: Uint8Array) => {
    await unpack.run(input);
    return [...(unpack.counters?.() ?? [])];
  };
  const [one = Buffer.alloc(0), other = Buffer.alloc(0)] = unpack.seeds.map((seed) => Buffer.from(seed));
  const first = await counts(one);
  expect(first.filter((count) => count > 0).length).toBeGreaterThan(50);
  expect(await counts(other)).not.toEqual(first);
  expect(await counts(one)).toEqual(first);
});
