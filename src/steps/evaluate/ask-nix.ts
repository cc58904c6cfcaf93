import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { explainNixosError, NIXOS_FILES, shortTrace } from "../../reasons/nixos.ts";
import { HelperFailure } from "../helper/failure.ts";
import type { Answer, Evaluation } from "./answers.ts";
import type { NixosOutcome } from "./nixos-answer.ts";
import type { EvaluationRequest } from "./spec.ts";

/** All are absolute paths. */
export interface NixQuestion {
  /** The program `nix-instantiate`. */
  readonly nix: string;
  /** evaluate.nix */
  readonly expression: string;
  /** The file with its request. */
  readonly request: string;
  /** A folder for what Nix may want to write. */
  readonly scratch: string;
  /** Nix reads nothing but these and what is in them, and no network. Without them all that the step has is for it. */
  readonly only?: readonly string[];
  /** The folder below which Nix has a store that it writes to; without it nothing is written. */
  readonly store?: string;
  /** Ends Nix, and then rejects. */
  readonly cancelled?: AbortSignal | undefined;
}

/** Nothing is built or fetched: names become paths, and that is all. */
const NIX_CONFIG = `allow-import-from-derivation = false
substituters =
build-users-group =
sandbox = false
filter-syscalls = false
eval-cache = false
`;

/**
 * Asks Nix for all names at once, and for each that fails again, for its message. What is wrong with a name is part of the
 * result, so that it can be told at its line; only Nix itself failing is thrown.
 *
 * @throws HelperFailure when Nix cannot be run or is killed
 */
export async function askNix(question: NixQuestion, report: (line: string) => void): Promise<Evaluation> {
  // Of the graph or the command line, which write no other.
  const asked = JSON.parse(readFileSync(question.request, "utf8")) as EvaluationRequest;
  const all = await runNix(question, []);
  // evaluate.nix makes no other.
  const tried = "value" in all ? (all.value as Attempts) : { version: "", systems: {}, nixos: {} };
  const [first = ""] = Object.keys(asked.systems);
  const set = "error" in all ? await runNix(question, ["--argstr", "probe", first]) : all;
  if ("error" in set) {
    report(set.error);
    const systems = Object.fromEntries(Object.keys(asked.systems).map((system) => [system, {}]));
    return { version: "", systems, error: set.error };
  }

  const problems: string[] = [];
  const again = async <T>(tried: T | Failed | undefined, title: string, args: Arguments) => {
    if (tried !== undefined && !isFailed(tried)) return tried;
    const alone = await runNix(question, argumentsOf(args));
    // evaluate.nix makes no other.
    if ("value" in alone) return alone.value as T;
    problems.push(`${title}:\n${alone.error}`);
    return { error: alone.error };
  };
  const systems: Evaluation["systems"] = {};
  for (const [system, names] of Object.entries(asked.systems)) {
    const answers: Record<string, Answer> = {};
    for (const name of Object.keys(names)) {
      answers[name] = await again(tried.systems[system]?.[name], `${name} (${system})`, { system, only: name });
    }
    systems[system] = answers;
  }
  const nixos: NonNullable<Evaluation["nixos"]> = {};
  for (const [system, questions] of Object.entries(asked.nixos ?? {})) {
    const outcomes: Record<string, NixosOutcome> = {};
    for (const key of Object.keys(questions)) {
      const outcome = await again(tried.nixos[system]?.[key], `nixos (${system})`, { system, nixos: key });
      outcomes[key] = "error" in outcome ? await located(question, outcome.error, { system, nixos: key }) : outcome;
    }
    nixos[system] = outcomes;
  }
  for (const problem of problems) report(problem);
  report(`${Object.values(asked.systems).reduce((sum, names) => sum + Object.keys(names).length, 0)} names evaluated`);
  return { version: tried.version, systems, ...(asked.nixos === undefined ? {} : { nixos }) };
}

/**
 * The error of a configuration with its trace, as far as that says what is wrong where, and the place where a file of a build context
 * defines the option.
 */
async function located(question: NixQuestion, error: string, args: Arguments): Promise<NixosOutcome> {
  const again = await runNix(question, ["--show-trace", ...argumentsOf(args)]);
  const traced = "error" in again ? shortTrace(again.error) : error;
  const { option, near } = explainNixosError(traced);
  for (const names of [option, near]) {
    if (names === undefined) continue;
    const found = await runNix(question, argumentsOf({ ...args, locate: JSON.stringify(names) }));
    // evaluate.nix makes no other.
    const places = "value" in found ? (found.value as Located[]) : [];
    const [first] = places
      .filter(({ place }) => place?.file.startsWith(`${NIXOS_FILES}/`))
      .toSorted((a, b) => a.left - b.left);
    if (first?.place != null && first.left < names.length) return { error: traced, place: first.place };
  }
  return { error: traced };
}

/** A place where an option is defined, or what is above it, with how many of its names are left. */
interface Located {
  readonly left: number;
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
}

type Arguments = Readonly<Record<string, string>>;

const argumentsOf = (args: Arguments): string[] =>
  Object.entries(args).flatMap(([name, value]) => ["--argstr", name, value]);

/** What evaluate.nix says of all names at once. */
interface Attempts {
  readonly version: string;
  readonly systems: Readonly<Record<string, Readonly<Record<string, Answer | Failed>>>>;
  readonly nixos: Readonly<Record<string, Readonly<Record<string, NixosOutcome | Failed>>>>;
}

interface Failed {
  readonly failed: true;
}

const isFailed = (attempt: unknown): attempt is Failed =>
  typeof attempt === "object" && attempt !== null && "failed" in attempt;

export async function runNix(
  { nix, expression, request, scratch, only, store, cancelled }: NixQuestion,
  args: readonly string[],
): Promise<{ value: unknown } | { error: string }> {
  const written =
    store === undefined ? ["--readonly-mode", "--store", "dummy://"] : ["--read-write-mode", "--store", store];
  const command = ["--eval", "--strict", "--json", ...written, expression];
  const config = only === undefined ? NIX_CONFIG : `${NIX_CONFIG}restrict-eval = true\n`;
  // The machine's own settings say nothing of what names mean.
  const ownConfig = { NIX_CONF_DIR: `${scratch}/nix-conf`, NIX_USER_CONF_FILES: "" };
  const places = (only ?? []).flatMap((place) => ["-I", `decl=${place}`]);
  const child = spawn(nix, [...command, ...places, "--argstr", "request", request, ...args], {
    env: {
      HOME: scratch,
      PATH: "",
      NIX_CONFIG: config,
      NIX_STATE_DIR: `${scratch}/nix-state`,
      LC_ALL: "C",
      ...ownConfig,
    },
    stdio: ["ignore", "pipe", "pipe"],
    signal: cancelled,
  });
  const ended = new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on("error", (error) => reject(new HelperFailure(`${nix} cannot be run: ${error.message}`)));
    child.on("close", (status, signal) => resolve({ status, signal }));
  });
  const [{ status, signal }, answer, complaint] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (signal !== null) throw new HelperFailure(`${nix} was ended by ${signal}: is there enough memory?`);
  return status === 0 ? { value: JSON.parse(answer) } : { error: complaint.trim() };
}
