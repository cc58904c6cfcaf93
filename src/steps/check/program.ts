import { spawnSync } from "node:child_process";
import { programOf } from "../helper/program.ts";
import { writeResult } from "../helper/result.ts";
import { type CheckResult, type CheckSpec, checkSpec } from "./spec.ts";

export const program = programOf(checkSpec, check);

/** How many characters of the output are kept: its end, which says why a check failed. */
const MAX_OUTPUT = 8000;

/**
 * Runs a check of the image. How it ends is the step's result and not the step's failure, so that the message can point at its line
 * and the builder caches it.
 */
export function check({ command, environment, output }: CheckSpec, report: (line: string) => void): void {
  const [program = "", ...args] = command;
  const env = Object.fromEntries(
    environment.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
  const done = spawnSync(program, args, {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 26,
  });
  const printed = [
    done.stdout,
    done.stderr,
    done.error?.message,
    done.signal === null ? undefined : `ended by ${done.signal}`,
  ]
    .filter((part) => part !== undefined && part !== null && part !== "")
    .join("\n")
    .trim();
  const result: CheckResult = { status: done.status, output: printed.slice(-MAX_OUTPUT) };
  report(printed);
  writeResult(output, result);
}
