import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { inputsOf, keep } from "../test/fuzz/corpus.ts";
import { MAX_LENGTH, numbers } from "../test/fuzz/mutate.ts";
import type { FuzzTarget } from "../test/fuzz/target.ts";
import { bundle } from "./lib/bundle.ts";
import { countBranches } from "./lib/fuzz/coverage.ts";
import { fuzz } from "./lib/fuzz/loop.ts";
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

const { targets, nativeTargets, words, branches } = await counted();
const chosen = Object.entries({ ...targets, ...nativeTargets }).filter(([each]) => name === "all" || name === each);
if (chosen.length === 0 || !(Number(seconds) > 0)) {
  const names = Object.keys({ ...targets, ...nativeTargets }).join(", ");
  console.error(`usage: npm run fuzz -- NAME SECONDS [SEED]\nNAME is all or one of ${names}`);
  process.exit(2);
}
if (chosen.some(([each]) => each in nativeTargets)) {
  execFileSync(join(import.meta.dirname, "native-programs"), ["--fuzz"], { stdio: "inherit" });
}
// A counter that began again at 0 would make an input look new.
const counts = new Uint32Array(branches);
(globalThis as { __ways?: Uint32Array }).__ways = counts;
const begin = endSlowInput(MAX_LENGTH, SLOW, join(folder, `found/${name}-slow`));

let broken = 0;
for (const [each, target] of chosen) if (!(await isSound(each, target))) broken++;
process.exit(broken === 0 ? 0 : 1);

/** Whether no input has broken the reader. */
async function isSound(reader: string, target: FuzzTarget): Promise<boolean> {
  const inputs = inputsOf(reader, target);
  const startInputs = inputs.length;
  const end = performance.now() + Number(seconds) * 1000;
  const fuzzed = await fuzz({
    target,
    inputs,
    counts,
    words: target.words ?? words,
    random: numbers(Number(seed)),
    isOver: () => performance.now() >= end,
    begin,
    keep: (input) => keep(input, reader, join(folder, "corpus")),
  });
  target.end?.();
  const { runs, reached, branches, broken } = fuzzed;
  if (broken !== undefined) {
    const { input, cause } = broken;
    const file = keep(input, reader, join(folder, "found"));
    console.error(new Error(`${file}: after ${runs} inputs with seed ${seed}`, { cause }));
    return false;
  }
  console.log(
    `${reader}: ${runs} inputs with seed ${seed}, ${reached} branches of ${branches}, ${inputs.length - startInputs} inputs kept beside ${startInputs}`,
  );
  return true;
}

/** The targets, with every branch of decl's own code counted. */
async function counted(): Promise<{
  targets: Readonly<Record<string, FuzzTarget>>;
  nativeTargets: Readonly<Record<string, FuzzTarget>>;
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
  const { targets, nativeTargets } = await import(pathToFileURL(path).href);
  return { targets, nativeTargets, words: made.words, branches: made.branches };
}
