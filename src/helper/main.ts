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

const PROGRAMS: Readonly<Record<string, Program>> = {
  unpack: (specification) => unpack(readUnpackSpec(readSpec(specification)), console.log),
  generate: (specification) => generate(readGenerateSpec(readSpec(specification)), console.log),
  evaluate: (specification) => evaluate(readEvaluateSpec(readSpec(specification)), console.log),
  add: (specification) => add(readAddSpec(readSpec(specification)), console.log),
  copy: (specification) => copyContents(readCopySpec(readSpec(specification)), console.log),
  check: (specification) => check(readCheckSpec(readSpec(specification)), console.log),
  "nix-database": (specification) => writeNixDatabase(readNixDatabaseSpec(readSpec(specification)), console.log),
  link: (specification) => link(readLinkSpec(readSpec(specification)), console.log),
};

/**
 * Runs a program that a build step asks for, inside the step's container: `unpack SPEC` or `link SPEC`.
 *
 * @param argv the arguments behind the script's name
 * @returns the exit code: 0, 1 when a check failed, 2 for a wrong specification, 70 for a bug
 */
export async function runHelper(argv: readonly string[]): Promise<number> {
  try {
    const [name = "", specification, ...rest] = argv;
    const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
    if (program === undefined || rest.length > 0) {
      throw new UsageError(`usage: ${Object.keys(PROGRAMS).join(" | ")}, then a specification in JSON`);
    }
    await program(specification);
    return 0;
  } catch (error) {
    return printError(error);
  }
}

function printError(error: unknown): number {
  // What the system refuses, a full disk say, has no use for a stack trace either.
  if (error instanceof HelperFailure || (error instanceof Error && "syscall" in error)) {
    console.error(`error: ${error.message}`);
    return CHECK_FAILED;
  }
  if (error instanceof UsageError) {
    console.error(`error: ${error.message}`);
    return BAD_USAGE;
  }
  console.error("this is a bug of decl:", error);
  return BUG;
}
