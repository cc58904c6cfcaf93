import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { MTIME } from "./restore.ts";

/** The file with the result, in the output of a step that is run to find something out. */
export const RESULT = "/result.json";

/** Writes it, as JSON and with the time of the store. `output` is the folder that becomes the step's output. */
export function writeResult(output: string, result: unknown): void {
  mkdirSync(output, { recursive: true });
  writeFileSync(output + RESULT, JSON.stringify(result));
  utimesSync(output + RESULT, MTIME, MTIME);
  utimesSync(output, MTIME, MTIME);
}
