import { DeclError } from "../text/diagnostic.ts";
import { endedAfter, TimeOver } from "../text/ended-after.ts";

/** How long the match of one text may take. */
const MILLISECONDS = 500;

const compiled = new Map<string, RegExp>();
/** Patterns that took too long once. They are not tried again, since a declaration may have many texts and is evaluated in rounds. */
const tooSlow = new Map<string, DeclError>();

/**
 * Whether a whole text matches a pattern. A declaration's pattern can take exponential time on some texts, so the match of a `guarded`
 * pattern is stopped. Throws a DeclError.
 */
export function matches(pattern: string, text: string, guarded = false): boolean {
  if (!guarded) return compile(pattern).test(text);
  const slow = tooSlow.get(pattern);
  if (slow !== undefined) throw slow;
  try {
    return endedAfter(MILLISECONDS, () => compile(pattern).test(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw wrongPattern(pattern, error.message);
    if (!(error instanceof TimeOver)) throw error;
    const refusal = new DeclError({
      code: "slow-pattern",
      message: `the pattern /${pattern}/ takes too long on a text of ${text.length} characters`,
      hint: "a repetition in a repetition, as in (a+)+, can be tried in too many ways",
    });
    tooSlow.set(pattern, refusal);
    throw refusal;
  }
}

function compile(pattern: string): RegExp {
  const known = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  compiled.set(pattern, known);
  return known;
}

/** The error for a pattern that QuickJS accepts and V8 does not. */
const wrongPattern = (pattern: string, why: string): DeclError =>
  new DeclError({
    code: "wrong-pattern",
    message: `the pattern /${pattern}/ cannot be used: ${why}`,
    hint: "a pattern is a regular expression as JavaScript has them, in a text",
  });
