// Seen with acorn 8.19.0.

/** Whether a text is nested too deeply to parse. */
export const isStackSpaceExhausted = (error: unknown): boolean =>
  error instanceof Error && /stack space/.test(error.message);

/** What is wrong and at which offset; acorn puts line and column behind its message. */
export function syntaxErrorOf(error: unknown): { readonly message: string; readonly offset: number | undefined } {
  const message = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, "") : String(error);
  return { message, offset: (error as { pos?: number }).pos };
}
