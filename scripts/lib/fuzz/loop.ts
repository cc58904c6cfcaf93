import { mutate } from "../../../test/fuzz/mutate.ts";
import type { FuzzTarget } from "../../../test/fuzz/target.ts";
import { Ways } from "./ways.ts";

/** How many inputs are made before the first of them is read, where another program reads them: less waiting for each other. */
const AHEAD = 64;

export interface Fuzzing {
  readonly target: FuzzTarget;
  /** To begin with; what takes a new way is added. */
  readonly inputs: Uint8Array[];
  /** How often each branch of JavaScript is taken. */
  readonly counts: Uint32Array;
  /** Texts to try. */
  readonly words: readonly string[];
  readonly random: (below: number) => number;
  readonly isOver: () => boolean;
  /** Called with each before it is read. */
  readonly begin: (input: Uint8Array) => void;
  /** Called with each that takes a new way. */
  readonly keep: (input: Uint8Array) => void;
}

export interface Fuzzed {
  /** How many inputs were read. */
  readonly runs: number;
  /** Branches that were taken, and how many there are. */
  readonly reached: number;
  readonly branches: number;
  /** What has broken the reader, and how. */
  readonly broken?: { readonly input: Uint8Array; readonly cause: unknown };
}

/** Reads the inputs and what is made of them, until it is over or one of them breaks the reader. */
export async function fuzz({ target, inputs, counts, words, random, isOver, begin, keep }: Fuzzing): Promise<Fuzzed> {
  const ways = new Ways();
  const native = new Ways();
  let runs = 0;
  let branches = counts.length;
  const takesNewWay = async (input: Uint8Array): Promise<boolean> => {
    counts.fill(0);
    runs++;
    begin(input);
    await target.run(input);
    const counters = target.counters?.() ?? new Uint8Array();
    branches = counts.length + counters.length;
    const isNew = ways.takesNew(counts);
    return native.takesNew(counters) || isNew;
  };
  const result = () => ({ runs, reached: ways.reached + native.reached, branches });
  let input: Uint8Array = new Uint8Array();
  try {
    for (input of inputs) await takesNewWay(input);
    while (!isOver()) {
      const made = Array.from({ length: target.ahead === undefined ? 1 : AHEAD }, () =>
        mutate(inputs[random(inputs.length)] ?? new Uint8Array(), random, inputs, words),
      );
      target.ahead?.(made);
      for (input of made) {
        if (!(await takesNewWay(input))) continue;
        inputs.push(input);
        keep(input);
      }
    }
  } catch (cause) {
    return { ...result(), broken: { input, cause } };
  }
  return result();
}
