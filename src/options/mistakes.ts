import { DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { failedAssertions } from "./declared-diagnostics.ts";
import type { MergeContext, OptionRecord } from "./merge-context.ts";
import { UNDECLARED } from "./module-memory.ts";

type Mistake = Omit<Diagnostic, "severity">;

/** The configuration of the last round. */
interface Outcome {
  readonly config: Readonly<Record<string, unknown>>;
  readonly records: ReadonlyMap<string, OptionRecord>;
}

/** Every mistake of the last round, in the order of the files and their lines. Throws an error that is a bug of decl. */
export function mistakesOf({ failures, problems }: MergeContext, outcome: Outcome): Mistake[] {
  const thrown = failures.flatMap((failure) => (failure instanceof DeclError ? failure.diagnostics : []));
  const isComplete = !thrown.some(({ code }) => code === UNDECLARED);
  const found: Mistake[] = [...thrown, ...problems.filter(({ code }) => isComplete || code !== "unknown-option")];
  // One of decl's own modules may throw because of a wrong value. Without a wrong value it is a bug.
  const bug = failures.find((failure) => !(failure instanceof DeclError));
  if (bug !== undefined && found.length === 0) throw bug;
  // Assertions are checked only on a configuration without other mistakes.
  if (found.length === 0) found.push(...failedAssertions(outcome));
  return withoutRepeats(ownMistakes(found)).toSorted(byPlace);
}

/** Leaves out mistakes in what decl's own modules define if the user has given a value of a wrong type: they follow from that value. */
function ownMistakes(problems: readonly Mistake[]): Mistake[] {
  const isDerived = ({ code, place }: Mistake) =>
    place === undefined && (code === "wrong-type" || code === "missing-option");
  const own = problems.filter((problem) => !isDerived(problem));
  return own.some(({ code }) => code === "wrong-type") ? own : [...problems];
}

/** Drops diagnostics with the same message, path and place, as when many options share a wrong value. */
export function withoutRepeats<T extends Mistake>(diagnostics: readonly T[]): T[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify([one.message, one.path, one.place]), one])).values()];
}

/** As the user reads the file; what has no place comes last. */
function byPlace(a: { place?: Place | undefined }, b: { place?: Place | undefined }): number {
  if (a.place === undefined || b.place === undefined)
    return Number(a.place === undefined) - Number(b.place === undefined);
  if (a.place.file !== b.place.file) return 0;
  return a.place.start.line - b.place.start.line || a.place.start.column - b.place.start.column;
}
