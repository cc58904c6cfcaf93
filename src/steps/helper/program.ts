import { readSpec, type Spec } from "./spec.ts";

/** Is called with each line for the progress output. */
export type Report = (line: string) => void;

/** A program of the helper, once its code is loaded: what program.ts of its folder exports. */
export type Program = (specification: string | undefined, report: Report) => void | Promise<void>;

/** The program that does `run` for what it is given. */
export function programOf<Read>(
  spec: Spec<Read, never>,
  run: (read: Read, report: Report) => void | Promise<void>,
): Program {
  return (specification, report) => run(readSpec(spec, specification), report);
}
