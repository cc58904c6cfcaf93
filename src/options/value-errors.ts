import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { Value } from "../value/value.ts";
import type { Definition } from "./definition.ts";
import type { MergeContext, Path } from "./merge-context.ts";
import { shortText } from "./value-forms.ts";

/** Reports a definition of a wrong type: `expected` completes "must be …", and the hint says what it is or how to write what was meant. */
export function wrongType(
  context: MergeContext,
  path: Path,
  { place, value }: Pick<Definition, "place" | "value">,
  expected: string,
  hint = `this is ${shortText(value)}`,
): undefined {
  const texts =
    value.kind === "module"
      ? { message: "a function is not a configuration value", hint: "call it, and use what it returns" }
      : { message: `must be ${expected}`, hint };
  context.problems.push({ code: "wrong-type", ...texts, path, ...at(place) });
  return undefined;
}

/** The hint for a value of a wrong type, if it is clear what was meant. */
export const writeInstead = (value: Value, meant: string | undefined): string | undefined =>
  meant === undefined ? undefined : `write ${meant} instead of ${shortText(value)}`;

/** An error that a module or a function of an option threw, with the option's path and place if it has none of its own. */
export function failureOf(error: unknown, path: Path, place: Place | undefined): Error {
  if (!(error instanceof DeclError)) return error instanceof Error ? error : new Error(String(error));
  const [first, ...others] = error.diagnostics.map((one) => ({
    ...one,
    ...(one.path === undefined || one.path.length === 0 ? { path } : {}),
    ...at(one.place ?? place),
  }));
  return first === undefined ? error : new DeclError(first, others);
}

/** Reports definitions that contradict each other, with the place and value of each. */
export function conflict(context: MergeContext, path: Path, definitions: readonly Definition[]): undefined {
  const values = definitions.map(({ place, module, value }) => {
    const where = place === undefined ? module : `${place.file}:${place.start.line}:${place.start.column}`;
    return `${where} says ${shortText(value)}`;
  });
  context.problems.push({
    code: "conflicting-definitions",
    message: `has conflicting definitions: ${values.join(", ")}`,
    path,
    ...at(definitions.find(({ place }) => place !== undefined)?.place),
    hint: "lib.mkForce makes one of them win, lib.mkDefault makes one of them yield",
  });
  return undefined;
}
