import type { Arguments, EvaluationOptions, SpecialOption } from "./arguments.ts";
import type { Outcome } from "./outcome.ts";

/** One of the commands of `decl`: what it takes and what it does. */
export interface Command {
  readonly name: string;
  /** Its line in `decl --help`: the words it takes, and what it does. */
  readonly usage: readonly [words: string, does: string];
  /** What it has to say of itself beyond that line. */
  readonly help?: string;
  /** The options that not all commands take. */
  readonly options?: readonly SpecialOption[];
  /** Throws a UsageError, or a DeclError that is a mistake of the command line. */
  readonly run: (given: GivenArguments) => Promise<Outcome>;
}

/** What stands behind a command's name. */
export interface GivenArguments {
  readonly words: readonly string[];
  readonly values: Arguments["values"];
  readonly evaluation: EvaluationOptions;
  /** The folder of decl's own programs for images. */
  readonly programs: string;
}
