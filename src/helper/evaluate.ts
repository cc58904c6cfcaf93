import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { HelperFailure } from "./failure.ts";
import { MTIME } from "./restore.ts";
import type { SpecReader } from "./spec.ts";

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

/** Nothing is built, fetched or written to a store: names become paths, and that is all. */
const NIX_CONFIG = `allow-import-from-derivation = false
substituters =
build-users-group =
sandbox = false
filter-syscalls = false
eval-cache = false
`;

/**
 * Asks Nix for all names at once, and for each that fails again, for its message. What is wrong with a name is part of the
 * result, so that it can be told at its line; only Nix itself failing is a failure of the step.
 *
 * @throws HelperFailure when Nix cannot be run or is killed
 */
export function evaluate(spec: EvaluateSpec, report: (line: string) => void): void {
  const asked = JSON.parse(readFileSync(spec.request, "utf8")) as { systems: Record<string, Record<string, unknown>> };
  const all = runNix(spec, []);
  const result: Result =
    "value" in all
      ? (all.value as Result) // evaluate.nix makes no other
      : { version: "", systems: Object.fromEntries(Object.keys(asked.systems).map((system) => [system, {}])) };

  const problems: string[] = [];
  const [system = ""] = Object.keys(asked.systems);
  const set = "error" in all ? runNix(spec, ["--argstr", "probe", system]) : { value: true };
  if ("error" in set) {
    finish(spec, { ...result, error: set.error }, report);
    return;
  }
  for (const [system, names] of Object.entries(asked.systems)) {
    const answers = result.systems[system] ?? {};
    result.systems[system] = answers;
    for (const name of Object.keys(names)) {
      const answer = answers[name] as { failed?: boolean } | undefined;
      if (answer !== undefined && answer.failed !== true) continue;
      const alone = runNix(spec, ["--argstr", "system", system, "--argstr", "only", name]);
      answers[name] = "value" in alone ? alone.value : { error: alone.error };
      if ("error" in alone) problems.push(`${name} (${system}):\n${alone.error}`);
    }
  }
  for (const problem of problems) report(problem);
  finish(spec, result, report);
  report(`${Object.values(asked.systems).reduce((sum, names) => sum + Object.keys(names).length, 0)} names evaluated`);
}

interface Result {
  version: string;
  systems: Record<string, Record<string, unknown>>;
  /** The package set itself cannot be evaluated. */
  error?: string;
}

function finish(spec: EvaluateSpec, result: Result, report: (line: string) => void): void {
  if (result.error !== undefined) report(result.error);
  mkdirSync(spec.output, { recursive: true });
  writeFileSync(`${spec.output}/result.json`, JSON.stringify(result));
  utimesSync(`${spec.output}/result.json`, MTIME, MTIME);
  utimesSync(spec.output, MTIME, MTIME);
}

function runNix(spec: EvaluateSpec, args: readonly string[]): { value: unknown } | { error: string } {
  const command = ["--eval", "--strict", "--json", "--readonly-mode", "--store", "dummy://", spec.expression];
  const done = spawnSync(spec.nix, [...command, "--argstr", "request", spec.request, ...args], {
    encoding: "utf8",
    env: { HOME: "/tmp", PATH: "", NIX_CONFIG, NIX_STATE_DIR: "/tmp/nix-state", LC_ALL: "C" },
    maxBuffer: 1 << 28,
  });
  if (done.error !== undefined) throw new HelperFailure(`${spec.nix} cannot be run: ${done.error.message}`);
  if (done.signal !== null) throw new HelperFailure(`${spec.nix} was ended by ${done.signal}: is there enough memory?`);
  return done.status === 0 ? { value: JSON.parse(done.stdout) } : { error: done.stderr.trim() };
}
