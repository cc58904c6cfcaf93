import { writeFileSync } from "node:fs";
import { visibleText } from "../../text/visible-text.ts";
import { HelperFailure, UsageError } from "./failure.ts";
import type { Program, Report } from "./program.ts";
import type { ProgramName } from "./spec.ts";

const CHECK_FAILED = 1;
const BAD_USAGE = 2;
/** EX_SOFTWARE of sysexits.h: a bug of ours. */
const BUG = 70;

/** Where the helper says what it does. */
interface HelperOutput {
  readonly report: Report;
  /** A file that gets the reason of a failure, which then is none. */
  readonly diagnosis?: string | undefined;
}

/**
 * A program's code is loaded when it is asked for, and with it what it takes of Node: loading what a step does not need takes
 * 7 ms of processor time.
 */
const PROGRAMS: Readonly<Record<ProgramName, () => Promise<{ readonly program: Program }>>> = {
  generate: () => import("../generate/program.ts"),
  evaluate: () => import("../evaluate/program.ts"),
  realise: () => import("../realise/program.ts"),
  fetched: () => import("../fetched/program.ts"),
  build: () => import("../build/program.ts"),
  failure: () => import("../failure/program.ts"),
  add: () => import("../add/program.ts"),
  copy: () => import("../copy/program.ts"),
  check: () => import("../check/program.ts"),
  "nix-database": () => import("../nix-database/program.ts"),
  pick: () => import("../pick/program.ts"),
};

/**
 * Runs a program that a build step asks for, inside the step's container: `generate SPEC` or `copy SPEC`.
 *
 * @param argv the arguments behind the script's name
 * @returns the exit code: 0, 1 when a check failed, 2 for a wrong specification, 70 for a bug
 */
export async function runHelper(argv: readonly string[], { report, diagnosis }: HelperOutput): Promise<number> {
  try {
    const [name = "", specification, ...rest] = argv;
    if (!isProgram(name) || rest.length > 0) {
      throw new UsageError(`usage: ${Object.keys(PROGRAMS).join(" | ")}, then a specification in JSON`);
    }
    const { program } = await PROGRAMS[name]();
    // Archives and packages choose the names of their files.
    await program(specification, (line) => report(visibleText(line)));
    return 0;
  } catch (error) {
    const code = printError(error);
    if (diagnosis === undefined || !(error instanceof Error)) return code;
    writeFileSync(diagnosis, error.message);
    return 0;
  }
}

function isProgram(name: string): name is ProgramName {
  return Object.hasOwn(PROGRAMS, name);
}

function printError(error: unknown): number {
  // What the system refuses, a full disk say, has no use for a stack trace either.
  if (error instanceof HelperFailure || (error instanceof Error && "syscall" in error)) {
    console.error(visibleText(`error: ${error.message}`));
    return CHECK_FAILED;
  }
  if (error instanceof UsageError) {
    console.error(visibleText(`error: ${error.message}`));
    return BAD_USAGE;
  }
  console.error("this is a bug of decl:", error);
  return BUG;
}
