import type { Definition } from "../../options/definition.ts";
import { explainNixosError, explainNixosMessage, type NixosError } from "../../reasons/nixos.ts";
import type { NixosOutcome } from "../../steps/evaluate/nixos-answer.ts";
import { at, DeclError, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import type { NixosAnswer } from "../../value/nixos-answer.ts";
import type { NixosQuestion } from "./nixos-question.ts";
import { placeOfOption } from "./option-places.ts";

/** The answer that NixOS has, and what it warns of. Throws a DeclError where it has none, or where it says that the configuration is wrong. */
export function nixosAnswer(
  outcome: NixosOutcome,
  definitions: readonly Definition[],
  question: NixosQuestion,
): { readonly answer: NixosAnswer; readonly warnings: readonly Diagnostic[] } {
  const diagnose = (said: NixosError) => diagnosticOf(said, definitions, question.place);
  if ("error" in outcome) throw new DeclError(diagnose(explainNixosError(outcome.error)));
  const { answer } = outcome;
  const [first, ...others] = answer.failures.map((text) => diagnose(explainNixosMessage(text)));
  if (first !== undefined) throw new DeclError(first, others);
  const warnings = answer.warnings.map((text): Diagnostic => {
    return { ...diagnose(explainNixosMessage(text)), severity: "warning" };
  });
  return { answer, warnings };
}

/** At the line of the declaration that defines the option; else at that of a .nix file, where it is known. */
function diagnosticOf(
  { message, hint, option, file }: NixosError,
  definitions: readonly Definition[],
  fallback: Place | undefined,
): Omit<Diagnostic, "severity"> {
  const own = option === undefined ? undefined : placeOfOption(definitions, option);
  if (own !== undefined || file === undefined) return { code: "nixos", message, ...at(own ?? fallback), hint };
  const { name, line, column } = file;
  if (line !== undefined && column !== undefined) {
    const start = { line, column };
    return { code: "nixos", message, place: { file: name, start, end: start }, hint };
  }
  return { code: "nixos", message: message.includes(name) ? message : `${message}, in ${name}`, ...at(fallback), hint };
}
