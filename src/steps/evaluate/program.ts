import { existsSync, readFileSync } from "node:fs";
import { FormatError } from "../../nix/format-error.ts";
import { hashFault, unpackTree } from "../archive/packed-tree.ts";
import { programOf, type Report } from "../helper/program.ts";
import { writeResult } from "../helper/result.ts";
import type { Evaluation } from "./answers.ts";
import { askNix } from "./ask-nix.ts";
import { type EvaluateSpec, evaluateSpec } from "./spec.ts";

export const program = programOf(evaluateSpec, async (spec, report) => {
  writeResult(spec.output, await evaluate(spec, report));
});

/** @throws HelperFailure */
async function evaluate(spec: EvaluateSpec, report: Report): Promise<Evaluation> {
  const ask = (cancelled?: AbortSignal) => askNix({ ...spec, scratch: "/tmp", cancelled }, report);
  if (spec.packed === undefined) return ask();
  const { tree, nameTable } = spec.packed;
  try {
    await unpackTree(tree, report);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { version: "", systems: {}, archiveFault: error.message };
  }
  if (nameTable !== undefined && existsSync(nameTable)) {
    return (
      (await unlessFault(hashFault(tree))) ?? { version: "", systems: {}, nameTable: readFileSync(nameTable, "utf8") }
    );
  }
  // The tree is hashed while Nix works. What Nix says counts when the hash is right.
  const stop = new AbortController();
  const answers = ask(stop.signal);
  answers.catch(() => undefined); // it is waited for below
  const fault = await unlessFault(hashFault(tree));
  if (fault === undefined) return answers;
  stop.abort();
  await answers.catch(() => undefined);
  return fault;
}

async function unlessFault(found: ReturnType<typeof hashFault>): Promise<Evaluation | undefined> {
  const fault = await found;
  return fault === undefined ? undefined : { version: "", systems: {}, ...fault };
}
