import type { Definition } from "../../options/definition.ts";
import {
  explainNixosError,
  explainNixosMessage,
  NIXOS_FILES,
  type NixosError,
  nixosText,
} from "../../reasons/nixos.ts";
import type { NixosOutcome } from "../../steps/evaluate/nixos-answer.ts";
import { at, DeclError, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import type { NixosAnswer, NixosDefinition } from "../../value/nixos-answer.ts";
import type { NixosQuestion } from "./nixos-question.ts";
import { definedAt, ENOUGH, placeOfOption } from "./option-places.ts";

/** The answer of NixOS, and its warnings. Throws a DeclError if the evaluation failed or assertions do not hold. */
export function nixosAnswer(
  outcome: NixosOutcome,
  definitions: readonly Definition[],
  question: NixosQuestion,
): { readonly answer: NixosAnswer; readonly warnings: readonly Diagnostic[] } {
  if ("error" in outcome) {
    const explained = explainNixosError(outcome.error);
    throw new DeclError(diagnosticOf(explained, definitions, question.place, outcome.place));
  }
  const { answer } = outcome;
  const diagnose = (explained: NixosError) =>
    diagnosticOf(explained, definitions, question.place, placeOfDefinition(answer, explained.option));
  const [first, ...others] = answer.failures.map((text) => diagnose(explainNixosMessage(text)));
  if (first !== undefined) throw new DeclError(first, others);
  const warnings = answer.warnings.map((text): Diagnostic => {
    return { ...diagnose(explainNixosMessage(text)), severity: "warning" };
  });
  return { answer, warnings };
}

type FilePlace = NonNullable<NixosDefinition["place"]>;

/** Where a .nix file of a build context defines an option or a part of it. */
function placeOfDefinition({ defined }: NixosAnswer, option: readonly string[] | undefined): FilePlace | undefined {
  if (option === undefined) return undefined;
  const inCommon = ({ path }: NixosDefinition) => {
    const end = path.findIndex((name, index) => name !== option[index]);
    return end < 0 ? path.length : end;
  };
  const [nearest] = defined
    .filter(({ place }) => place?.file.startsWith(`${NIXOS_FILES}/`))
    .toSorted((a, b) => inCommon(b) - inCommon(a));
  return nearest === undefined || inCommon(nearest) < Math.min(ENOUGH, option.length)
    ? undefined
    : (nearest.place ?? undefined);
}

/** A diagnostic about an option that NixOS has defined, with the place where a configuration defines that. */
export function placedAtDefinition<T extends Omit<Diagnostic, "severity">>(
  diagnostic: T,
  { defined }: NixosAnswer,
  definitions: readonly Definition[],
): T {
  const { option } = explainNixosMessage(diagnostic.message);
  if (diagnostic.place !== undefined || option === undefined) return diagnostic;
  const [nearest] = defined
    .filter(({ path }) => path.every((name, index) => name === option[index]))
    .toSorted((a, b) => b.path.length - a.path.length);
  if (nearest === undefined) return diagnostic;
  const isInFile = nearest.place?.file.startsWith(`${NIXOS_FILES}/`) === true;
  const place = isInFile ? placeIn(nearest.place ?? undefined) : definedAt(definitions, nearest.path)?.place;
  return { ...diagnostic, ...at(place) };
}

/**
 * The diagnostic for an error of NixOS. Its place is the line in a .nix file that the error names, else the definition of the option in
 * that file; if the error names no file, the definition in the declaration, else in a .nix file.
 */
function diagnosticOf(
  { message, hint, option, near, file }: NixosError,
  definitions: readonly Definition[],
  fallback: Place | undefined,
  inFile: FilePlace | undefined,
): Omit<Diagnostic, "severity"> {
  const own = [option, near].map((names) => names && placeOfOption(definitions, names)).find((place) => place);
  const place = placeIn(file) ?? (file === undefined ? (own ?? placeIn(inFile)) : (placeIn(inFile) ?? own));
  if (place !== undefined) return { code: "nixos", message, place, hint };
  const where = file === undefined || message.includes(file.name) ? "" : `, in ${file.name}`;
  return { code: "nixos", message: `${message}${where}`, ...at(fallback), hint };
}

function placeIn(found: FilePlace | NixosError["file"]): Place | undefined {
  if (found?.line === undefined || found.column === undefined) return undefined;
  const start = { line: found.line, column: found.column };
  return { file: "file" in found ? nixosText(found.file) : found.name, start, end: start };
}
