import { spawnSync } from "node:child_process";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { MTIME } from "../helper/restore.ts";
import type { SpecReader } from "../helper/spec.ts";

/** What `check` is given, as JSON. */
export interface CheckSpec {
  /** A program of the image and its arguments. */
  readonly command: readonly string[];
  /** "KEY=value", what the program finds. */
  readonly environment: readonly string[];
  /** The folder that gets `result.json`, absolute. */
  readonly output: string;
}

/** How a check ended. */
export interface CheckResult {
  /** Null where the program could not be started, or was killed. */
  readonly status: number | null;
  /** Standard output and standard error, without white space around them. */
  readonly said: string;
}

/** @throws UsageError */
export function readCheckSpec(spec: SpecReader): CheckSpec {
  return { command: spec.texts("command"), environment: spec.texts("environment"), output: spec.path("output") };
}

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
  mkdirSync(output, { recursive: true });
  writeFileSync(`${output}/result.json`, JSON.stringify(result));
  utimesSync(`${output}/result.json`, MTIME, MTIME);
  utimesSync(output, MTIME, MTIME);
}
