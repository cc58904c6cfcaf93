import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { inputsOf, keep } from "../test/fuzz/corpus.ts";
import { MAX_LENGTH, mutate, numbers } from "../test/fuzz/mutate.ts";
import type { FuzzTarget } from "../test/fuzz/target.ts";
import { bundle } from "./lib/bundle.ts";
import { countBranches } from "./lib/fuzz/coverage.ts";
import { endSlowInput } from "./lib/fuzz/slow-input.ts";

/**
 * `npm run fuzz -- NAME SECONDS [SEED]` feeds a reader of untrusted input with what is made of the inputs that are kept in
 * test/fuzz/corpus; all of them, each for that time, with the name `all`. What takes a new way through the code is kept there too; what
 * makes the reader throw something that is no error of the input, or takes more than SLOW, is kept in test/fuzz/found, and the run ends
 * with 1 (or a signal).
 */
const [name = "", seconds = "60", seed = `${Date.now() % 1e9}`] = process.argv.slice(2);
const folder = join(import.meta.dirname, "../test/fuzz");
/** Milliseconds of processor time that no input takes on the slowest machine. */
const SLOW = 60_000;

const { targets, words, branches } = await counted();
const chosen = Object.entries(targets).filter(([each]) => name === "all" || name === each);
if (chosen.length === 0 || !(Number(seconds) > 0)) {
  console.error(`usage: npm run fuzz -- NAME SECONDS [SEED]\nNAME is all or one of ${Object.keys(targets).join(", ")}`);
  process.exit(2);
}
// A counter that began again at 0 would make an input look new.
const ways = new Uint32Array(branches);
(globalThis as { __ways?: Uint32Array }).__ways = ways;
const begin = endSlowInput(MAX_LENGTH, SLOW, join(folder, `found/${name}-slow`));

let broken = 0;
for (const [each, target] of chosen) if (!(await fuzz(each, target))) broken++;
process.exit(broken === 0 ? 0 : 1);

/** @returns whether no input has broken the reader */
async function fuzz(reader: string, target: FuzzTarget): Promise<boolean> {
  /** For each branch the orders of magnitude in which it was taken by one input, as bits. */
  const known = new Uint8Array(branches);
  const random = numbers(Number(seed));
  const inputs = inputsOf(reader, target);
  const startInputs = inputs.length;
  const end = performance.now() + Number(seconds) * 1000;
  let runs = 0;
  const isNew = async (input: Uint8Array): Promise<boolean> => {
    ways.fill(0);
    runs++;
    begin(input);
    try {
      await target.run(input);
    } catch (cause) {
      throw new Error(`${keep(input, reader, join(folder, "found"))}: after ${runs} inputs with seed ${seed}`, {
        cause,
      });
    }
    return takesNewWay(known);
  };
  try {
    for (const input of inputs) await isNew(input);
    while (performance.now() < end) {
      const input = mutate(inputs[random(inputs.length)] ?? new Uint8Array(), random, inputs, words);
      if (!(await isNew(input))) continue;
      inputs.push(input);
      keep(input, reader, join(folder, "corpus"));
    }
  } catch (error) {
    console.error(error);
    return false;
  }
  const reached = known.reduce((sum, one) => sum + (one === 0 ? 0 : 1), 0);
  console.log(
    `${reader}: ${runs} inputs with seed ${seed}, ${reached} branches of ${branches}, ${inputs.length - startInputs} inputs kept beside ${startInputs}`,
  );
  return true;
}

/** Whether the branches that were taken are more, or taken more often, than is known; then it is known. */
function takesNewWay(known: Uint8Array): boolean {
  let isNewWay = false;
  for (let branch = 0; branch < branches; branch++) {
    const times = ways[branch] ?? 0;
    if (times === 0) continue;
    const bit = 1 << Math.min(7, 31 - Math.clz32(times));
    if (((known[branch] ?? 0) & bit) !== 0) continue;
    known[branch] = (known[branch] ?? 0) | bit;
    isNewWay = true;
  }
  return isNewWay;
}

/** The targets, with every branch of decl's own code counted. */
async function counted(): Promise<{
  targets: Readonly<Record<string, FuzzTarget>>;
  words: readonly string[];
  branches: number;
}> {
  const { outputFiles } = await build({
    ...bundle,
    entryPoints: [join(folder, "targets.ts")],
    outfile: "targets.mjs",
    packages: "external",
    define: { "import.meta.url": JSON.stringify(pathToFileURL(join(folder, "targets.ts")).href) },
    banner: {},
    write: false,
  });
  const made = countBranches(outputFiles.map(({ text }) => text).join(""));
  const path = join(import.meta.dirname, "../dist/fuzz-targets.mjs");
  mkdirSync(join(path, ".."), { recursive: true });
  // While it is loaded nobody counts.
  (globalThis as { __ways?: Uint32Array }).__ways = new Uint32Array(made.branches);
  writeFileSync(path, made.code.replaceAll("__ways[", "globalThis.__ways["));
  const { targets } = await import(pathToFileURL(path).href);
  return { targets, words: made.words, branches: made.branches };
}
