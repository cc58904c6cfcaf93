import { spawnSync } from "node:child_process";
import { programOf } from "../helper/program.ts";
import { writeResult } from "../helper/result.ts";
import { type CheckResult, type CheckSpec, checkSpec } from "./spec.ts";

export const program = programOf(checkSpec, check);

/** More than a person reads; the end is what says why. */
const MAX_SAID = 8000;

/** Runs a check of the image. How it ends is the step's result, so that it is told at its line, and kept as any result is. */
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
  const said = [
    done.stdout,
    done.stderr,
    done.error?.message,
    done.signal === null ? undefined : `ended by ${done.signal}`,
  ]
    .filter((part) => part !== undefined && part !== null && part !== "")
    .join("\n")
    .trim();
  const result: CheckResult = { status: done.status, said: said.slice(-MAX_SAID) };
  report(said);
  writeResult(output, result);
}
