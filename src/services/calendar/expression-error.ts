import type { Diagnostic, Place } from "../../text/diagnostic.ts";

/** A calendar expression or time span that systemd would refuse, with where in the text and what may be meant. */
export class ExpressionError extends Error {
  readonly expression: string;
  /** UTF-16 code units before the mistake. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(expression: string, offset: number, problem: string, hint?: string) {
    const where = offset >= expression.length ? "at the end" : `at character ${offset + 1}`;
    super(`${problem}, ${where} of "${expression}"`);
    this.name = "ExpressionError";
    this.expression = expression;
    this.offset = offset;
    this.hint = hint;
  }
}

/** The error as a diagnostic of the option whose value the expression is. */
export function expressionDiagnostic(
  error: ExpressionError,
  path: readonly string[],
  place: Place | undefined,
): Omit<Diagnostic, "severity"> {
  return { code: "wrong-expression", message: error.message, path, place, hint: error.hint };
}
