import { existsSync, readFileSync } from "node:fs";
import { withTree } from "../archive/packed-tree.ts";
import { programOf, type Report } from "../helper/program.ts";
import { writeResult } from "../helper/result.ts";
import type { Derivations, Evaluation } from "./answers.ts";
import { askNix } from "./ask-nix.ts";
import { type EvaluateSpec, evaluateSpec } from "./spec.ts";

export const program = programOf(evaluateSpec, async (spec, report) => {
  writeResult(spec.output, await (spec.derivations === true ? instantiate(spec, report) : evaluate(spec, report)));
});

const SCRATCH = "/tmp";

/** @throws HelperFailure */
async function evaluate(spec: EvaluateSpec, report: Report): Promise<Evaluation> {
  const ask = (cancelled?: AbortSignal) => askNix({ ...spec, scratch: SCRATCH, cancelled }, report);
  if (spec.packed === undefined) return ask();
  const { tree, nameTable } = spec.packed;
  const nothing = { version: "", systems: {} };
  const answers = await withTree(tree, report, async (cancelled): Promise<Evaluation> => {
    if (nameTable === undefined || !existsSync(nameTable)) return ask(cancelled);
    return { ...nothing, nameTable: readFileSync(nameTable, "utf8") };
  });
  return "version" in answers ? answers : { ...nothing, ...answers };
}

/** @throws HelperFailure */
async function instantiate(spec: EvaluateSpec, report: Report): Promise<Derivations> {
  // Its libraries are for a database that few steps have.
  const { askDerivations } = await import("./ask-derivations.ts");
  const ask = (cancelled?: AbortSignal) => askDerivations({ ...spec, scratch: SCRATCH, cancelled }, spec.output);
  const answers =
    spec.packed === undefined ? await ask() : await withTree(spec.packed.tree, report, (cancelled) => ask(cancelled));
  return "files" in answers ? answers : { systems: {}, files: {}, sources: [], ...answers };
}
