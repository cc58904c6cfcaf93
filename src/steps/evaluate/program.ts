import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { MTIME } from "../helper/restore.ts";
import type { SpecReader } from "../helper/spec.ts";
import { askNix } from "./ask-nix.ts";

/** What `evaluate` is given, as JSON. All are absolute paths. */
export interface EvaluateSpec {
  /** The program `nix-instantiate`. */
  readonly nix: string;
  /** evaluate.nix */
  readonly expression: string;
  /** Its request. */
  readonly request: string;
  /** The folder that gets `result.json`. */
  readonly output: string;
}

/** @throws UsageError */
export function readEvaluateSpec(spec: SpecReader): EvaluateSpec {
  return {
    nix: spec.path("nix"),
    expression: spec.path("expression"),
    request: spec.path("request"),
    output: spec.path("output"),
  };
}

/** @throws HelperFailure */
export function evaluate(spec: EvaluateSpec, report: (line: string) => void): void {
  const result = askNix({ ...spec, scratch: "/tmp" }, report);
  mkdirSync(spec.output, { recursive: true });
  writeFileSync(`${spec.output}/result.json`, JSON.stringify(result));
  utimesSync(`${spec.output}/result.json`, MTIME, MTIME);
  utimesSync(spec.output, MTIME, MTIME);
}
