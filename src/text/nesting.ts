import { DeclError } from "./diagnostic.ts";
import type { SourceText } from "./source-text.ts";

/** The error for a file whose brackets are nested too deeply: parsers recurse for each bracket and exhaust the stack. */
export function nestedTooDeeply(source: SourceText): DeclError {
  return new DeclError({
    code: "syntax-error",
    message: "brackets are nested too deeply in this file",
    place: source.linePlace(1),
    hint: "no option needs that: is a bracket that closes missing?",
  });
}
