/**
 * The same text for a terminal, with what to look at in colours: what is wrong, where, and what to do. Colours are wanted on a
 * terminal that has them, and where nobody said NO_COLOR (https://no-color.org); FORCE_COLOR asks for them anywhere.
 */
export function coloured(text: string, { isTTY, env }: Output): string {
  return wantsColour(isTTY === true, env) ? text.replace(LINE, paint) : text;
}

interface Output {
  readonly isTTY: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

function wantsColour(isTTY: boolean, { NO_COLOR, FORCE_COLOR, TERM }: Output["env"]): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return isTTY && TERM !== "dumb";
}

/** The lines of a diagnostic, as excerpt.ts prints them. */
const LINE = /^(?:(error|decl|warning)(?=:)|( {2}hint)(?=:)|( +\| [ \t]*)(\^+)$)/gm;

const RED = 31;
const YELLOW = 33;
const CYAN = 36;

function paint(_: string, severity?: string, hint?: string, margin?: string, mark?: string): string {
  if (severity !== undefined) return inColour(severity === "warning" ? YELLOW : RED, severity);
  if (hint !== undefined) return inColour(CYAN, hint);
  return `${margin}${inColour(RED, mark ?? "")}`;
}

const inColour = (colour: number, text: string): string => `\u001b[1;${colour}m${text}\u001b[0m`;
