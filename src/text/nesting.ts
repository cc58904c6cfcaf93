import { DeclError } from "./diagnostic.ts";
import type { SourceText } from "./source-text.ts";

/** Parsers call themselves for each bracket: a file of nothing but brackets is more than they can take. */
export function nestedTooDeeply(source: SourceText): DeclError {
  return new DeclError({
    code: "syntax-error",
    message: "brackets are nested too deeply in this file",
    place: source.linePlace(1),
    hint: "no option needs that: is a bracket that closes missing?",
  });
}
