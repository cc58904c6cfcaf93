import { expect, it } from "vitest";
import { type Fuzzing, fuzz } from "../../scripts/lib/fuzz/loop.ts";
import { numbers } from "../fuzz/mutate.ts";
import type { FuzzTarget } from "../fuzz/target.ts";

/** What 300 inputs come to, which are made of "abc". */
async function fuzzed(target: Omit<FuzzTarget, "seeds">, counts = new Uint32Array(1)) {
  const kept: string[] = [];
  const inputs = [Buffer.from("abc")];
  let left = 300;
  const fuzzing: Fuzzing = {
    target: { seeds: [], ...target },
    inputs,
    counts,
    words: ["d"],
    random: numbers(1),
    isOver: () => left-- === 0,
    begin: () => {},
    keep: (input) => kept.push(Buffer.from(input).toString("latin1")),
  };
  return { ...(await fuzz(fuzzing)), kept, inputs };
}

it("an input that takes a new branch, of this program or of another one, is kept and others are made of it", async () => {
  const counts = new Uint32Array(2);
  const counters = new Uint8Array(2);
  const { kept, inputs, runs, reached, branches, broken } = await fuzzed(
    {
      run: (input) => {
        counts[0] = 1;
        counters.fill(0);
        if (input[0] === 0x64) counts[1] = 1;
        if (input.length > 8) counters[1] = 1;
      },
      counters: () => counters,
    },
    counts,
  );
  expect(broken).toBeUndefined();
  expect({ runs, reached, branches }).toEqual({ runs: 301, reached: 3, branches: 4 });
  expect(kept).toHaveLength(2);
  expect(kept.toSorted((a, b) => a.length - b.length)).toEqual([
    expect.stringMatching(/^d/),
    expect.stringMatching(/^.{9,}$/s),
  ]);
  expect(inputs).toHaveLength(3);
});

it("a branch that is taken in another order of magnitude is a new way, above 255 too", async () => {
  const counts = new Uint32Array(1);
  let times = 0;
  const run = () => {
    counts[0] = ++times;
  };
  const { kept } = await fuzzed({ run }, counts);
  // 1 is the first input's.
  expect(kept).toHaveLength("2 4 8 16 32 64 128".split(" ").length);
});

it("an input that breaks the reader ends it, and is told", async () => {
  const { broken, runs } = await fuzzed({
    run: (input) => {
      if (input[0] === 0x64) throw new Error("a d");
    },
  });
  expect(broken?.cause).toEqual(new Error("a d"));
  expect(String(broken?.input)).toMatch(/^d/);
  expect(runs).toBeGreaterThan(1);
});

it("a program of its own is told of inputs before they are read, in that order", async () => {
  const told: Uint8Array[] = [];
  const read: Uint8Array[] = [];
  await fuzzed({ ahead: (inputs) => void told.push(...inputs), run: (input) => void read.push(input) });
  expect(told).toHaveLength(64 * 300);
  expect(read.slice(1).every((input, index) => input === told[index])).toBe(true);
});
