import type { Definition } from "../../options/definition.ts";
import { explainNixError } from "../../reasons/nix.ts";
import type { NixosOutcome } from "../../steps/evaluate/nixos-answer.ts";
import { at, DeclError, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import type { NixosQuestion } from "./nixos-question.ts";

/** What NixOS complains of: an error where it is one, else warnings. Throws a DeclError. */
export function nixosFailures(
  outcome: NixosOutcome,
  definitions: readonly Definition[],
  question: NixosQuestion,
): { readonly warnings: readonly Diagnostic[] } {
  const placeOf = (text: string) => placeIn(definitions, text) ?? question.place;
  if ("error" in outcome) {
    const { message, hint } = explainNixError(outcome.error);
    throw new DeclError({ code: "nixos", message, ...at(placeOf(message)), hint });
  }
  const { failures, warnings } = outcome.answer;
  const [first, ...others] = failures.map((text) => ({
    code: "nixos",
    message: `NixOS: ${text.trim()}`,
    ...at(placeOf(text)),
  }));
  if (first !== undefined) throw new DeclError(first, ...others);
  return {
    warnings: warnings.map((text) => ({
      code: "nixos",
      severity: "warning",
      message: `NixOS: ${text.trim()}`,
      ...at(placeOf(text)),
    })),
  };
}

function placeIn(definitions: readonly Definition[], _text: string): Place | undefined {
  return definitions.find(({ place }) => place !== undefined)?.place;
}
