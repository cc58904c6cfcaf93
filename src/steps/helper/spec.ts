import { readFileSync } from "node:fs";
import { FormatError } from "../../nix/format-error.ts";
import { UsageError } from "./failure.ts";
import { type ReadOf, record, type Shape } from "./shape.ts";

/** The programs of the helper that run in build steps, each in the folder of src/steps with its name. */
export type ProgramName =
  | "generate"
  | "evaluate"
  | "realise"
  | "fetched"
  | "build"
  | "failure"
  | "add"
  | "copy"
  | "check"
  | "nix-database"
  | "pick";

/** What a program is given, as JSON: one definition for the graph, which writes it, and the program, which reads it. */
export interface Spec<out Read, in Written = Read> {
  /** `unpack` is no program of the helper but a native one (unpack/src). */
  readonly program: ProgramName | "unpack";
  readonly shape: Shape<Read, Written>;
}

/** What the program has read. */
export type SpecOf<S extends Spec<unknown, never>> = ReadOf<S["shape"]>;

/** The specification of a program, an object with these fields. */
export function specOf<Shapes extends Parameters<typeof record>[0]>(program: Spec<unknown>["program"], shapes: Shapes) {
  return { program, shape: record(shapes) };
}

/**
 * A specification from the command line: JSON, or `@` and the path of a file with it where it is too long for one.
 *
 * @throws UsageError
 */
export function readSpec<Read>({ shape }: Spec<Read, never>, argument: string | undefined): Read {
  if (argument === undefined) throw new UsageError("the specification is missing");
  try {
    return shape(JSON.parse(argument.startsWith("@") ? readFileSync(argument.slice(1), "utf8") : argument), "spec");
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`the specification is not JSON: ${error.message}`);
    throw error instanceof FormatError ? new UsageError(error.message) : error;
  }
}
