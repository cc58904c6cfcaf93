import { DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { failedAssertions } from "./declared-diagnostics.ts";
import type { MergeContext, OptionRecord } from "./merge-context.ts";
import { UNDECLARED } from "./module-memory.ts";

type Mistake = Omit<Diagnostic, "severity">;

/** What a configuration came to in the last round. */
interface Outcome {
  readonly config: Readonly<Record<string, unknown>>;
  readonly records: ReadonlyMap<string, OptionRecord>;
}

/** Every mistake of the last round, in the order that the user reads the files. Throws what is a bug of ours. */
export function mistakesOf({ failures, problems }: MergeContext, outcome: Outcome): Mistake[] {
  const thrown = failures.flatMap((failure) => (failure instanceof DeclError ? failure.diagnostics : []));
  const isComplete = !thrown.some(({ code }) => code === UNDECLARED);
  const found: Mistake[] = [...thrown, ...problems.filter(({ code }) => isComplete || code !== "unknown-option")];
  // A module of ours may stumble over a value that is wrong; without one it is a bug.
  const bug = failures.find((failure) => !(failure instanceof DeclError));
  if (bug !== undefined && found.length === 0) throw bug;
  // An assertion that is wrong itself is one of the mistakes already.
  if (found.length === 0) found.push(...failedAssertions(outcome));
  return withoutRepeats(ownMistakes(found)).toSorted(byPlace);
}

/** A module of ours goes on without a value that is wrong, and what it then defines may not fit: that is no mistake of the user. */
function ownMistakes(problems: readonly Mistake[]): Mistake[] {
  const isDerived = ({ code, place }: Mistake) =>
    place === undefined && (code === "wrong-type" || code === "missing-option");
  const own = problems.filter((problem) => !isDerived(problem));
  return own.some(({ code }) => code === "wrong-type") ? own : [...problems];
}

/** An option that one module asks for in many places, or a value that many options share, is said once. */
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
