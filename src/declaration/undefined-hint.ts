import { readsOfUndefined } from "../reasons/quickjs.ts";
import { DeclError } from "../text/diagnostic.ts";

/** The same error, with a hint where it reads of what is not there. */
export function withUndefinedHint(error: DeclError, hint: string): DeclError {
  const [first, ...others] = error.diagnostics.map((one) => (readsOfUndefined(one.message) ? { ...one, hint } : one));
  return first === undefined ? error : new DeclError(first, others);
}
