// Seen with amaro 1.1.11 (Node 24.21): swc in WebAssembly, behind `module.stripTypeScriptTypes`.

/** Whether it is TypeScript that does more than say types, such as an enum. */
export const isUnsupportedSyntax = (error: unknown): boolean =>
  (error as { code?: string }).code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX";

/** Whether a text is nested too deeply to strip. From then on nothing can be stripped in this process. */
export const isStripperExhausted = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("memory access out of bounds");

/** The message, where a token is unexpected only with what stands there: swc then lists all that could. */
export const withoutExpectations = (message: string, token: string): string =>
  message.replace(/^Unexpected token `.*?`\. Expected .*/s, `Unexpected ${token}`);

/** Where it went wrong, which stands at the top of the stack alone: `file:line`, the line, carets below it. All 1-based. */
export function placeInStack(
  error: unknown,
): { readonly line: number; readonly column: number; readonly length: number } | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const line = Number(/^.*:(\d+)\n/.exec(stack)?.[1]);
  const [, indent = "", carets = ""] = /^( *)(\^+)$/m.exec(stack) ?? [];
  if (!Number.isInteger(line) || carets === "") return undefined;
  return { line, column: indent.length + 1, length: carets.length };
}

/** What Amaro itself throws, as Node puts it. */
export function asNodeSays(thrown: unknown): unknown {
  if (typeof thrown !== "object" || thrown === null || thrown instanceof Error || !("code" in thrown)) return thrown;
  const { code, message, filename, startLine, snippet } = thrown as Readonly<Record<string, unknown>>;
  const error = new SyntaxError(String(message));
  error.stack = `${filename}:${startLine}\n${snippet}\n${error.stack}`;
  const named = code === "UnsupportedSyntax" ? "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" : "ERR_INVALID_TYPESCRIPT_SYNTAX";
  return Object.assign(error, { code: named });
}
