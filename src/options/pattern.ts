import { createContext, Script } from "node:vm";
import { DeclError } from "../text/diagnostic.ts";

/** What a pattern may take for one text. */
const MILLISECONDS = 500;
/** No pattern is slow on so little. */
const SHORT = 12;

const compiled = new Map<string, RegExp>();
/** Patterns that took too long once, which are not tried again: a declaration may have many texts, and is read in rounds. */
const tooSlow = new Map<string, DeclError>();
const test = new Script("pattern.test(text)");
/** Made when it is needed first: it is a world of its own, and few declarations have guarded patterns. */
let sandbox: { pattern?: RegExp; text?: string } | undefined;

/**
 * Whether a whole text matches a pattern. A pattern of a declaration may be made to take for ever on some text: `guarded`
 * ones are stopped. Throws a DeclError.
 */
export function matches(pattern: string, text: string, guarded = false): boolean {
  const known = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  compiled.set(pattern, known);
  if (!guarded || text.length <= SHORT) return known.test(text);
  const slow = tooSlow.get(pattern);
  if (slow !== undefined) throw slow;
  sandbox ??= createContext({});
  sandbox.pattern = known;
  sandbox.text = text;
  try {
    return test.runInContext(sandbox, { timeout: MILLISECONDS }) === true;
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    const refusal = new DeclError({
      code: "slow-pattern",
      message: `the pattern /${pattern}/ takes too long on a text of ${text.length} characters`,
      hint: "a repetition in a repetition, as in (a+)+, can be tried in too many ways",
    });
    tooSlow.set(pattern, refusal);
    throw refusal;
  }
}
