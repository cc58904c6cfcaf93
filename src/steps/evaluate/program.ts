import { programOf } from "../helper/program.ts";
import { writeResult } from "../helper/result.ts";
import { askNix } from "./ask-nix.ts";
import { type EvaluateSpec, evaluateSpec } from "./spec.ts";

export const program = programOf(evaluateSpec, evaluate);

/** @throws HelperFailure */
export function evaluate(spec: EvaluateSpec, report: (line: string) => void): void {
  writeResult(spec.output, askNix({ ...spec, scratch: "/tmp" }, report));
}
