import { writeFileSync } from "node:fs";
import { visibleText } from "../visible-text.ts";
import { add, readAddSpec } from "./add.ts";
import { check, readCheckSpec } from "./check.ts";
import { copyContents, readCopySpec } from "./copy-contents.ts";
import { evaluate, readEvaluateSpec } from "./evaluate.ts";
import { HelperFailure, UsageError } from "./failure.ts";
import { generate, readGenerateSpec } from "./generate.ts";
import { link, readLinkSpec } from "./link.ts";
import { readNixDatabaseSpec, writeNixDatabase } from "./nix-database.ts";
import { readSpec } from "./spec.ts";
import { unpack } from "./unpack.ts";
import { readUnpackSpec } from "./unpack-spec.ts";

const CHECK_FAILED = 1;
const BAD_USAGE = 2;
/** EX_SOFTWARE of sysexits.h: a bug of ours. */
const BUG = 70;

type Program = (specification: string | undefined) => void | Promise<void>;

/** Archives and packages choose the names of their files. */
const report = (line: string): void => console.log(visibleText(line));

const PROGRAMS: Readonly<Record<string, Program>> = {
  unpack: (specification) => unpack(readUnpackSpec(readSpec(specification)), report),
  generate: (specification) => generate(readGenerateSpec(readSpec(specification)), report),
  evaluate: (specification) => evaluate(readEvaluateSpec(readSpec(specification)), report),
  add: (specification) => add(readAddSpec(readSpec(specification)), report),
  copy: (specification) => copyContents(readCopySpec(readSpec(specification)), report),
  check: (specification) => check(readCheckSpec(readSpec(specification)), report),
  "nix-database": (specification) => writeNixDatabase(readNixDatabaseSpec(readSpec(specification)), report),
  link: (specification) => link(readLinkSpec(readSpec(specification)), report),
};

/**
 * Runs a program that a build step asks for, inside the step's container: `unpack SPEC` or `link SPEC`.
 *
 * @param argv the arguments behind the script's name
 * @param diagnosis a file that gets the reason of a failure, which then is none
 * @returns the exit code: 0, 1 when a check failed, 2 for a wrong specification, 70 for a bug
 */
export async function runHelper(argv: readonly string[], diagnosis?: string): Promise<number> {
  try {
    const [name = "", specification, ...rest] = argv;
    const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
    if (program === undefined || rest.length > 0) {
      throw new UsageError(`usage: ${Object.keys(PROGRAMS).join(" | ")}, then a specification in JSON`);
    }
    await program(specification);
    return 0;
  } catch (error) {
    const code = printError(error);
    if (diagnosis === undefined || !(error instanceof Error)) return code;
    writeFileSync(diagnosis, error.message);
    return 0;
  }
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
