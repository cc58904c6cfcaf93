import type { BootFunction } from "./boot-functions.ts";
import type { Mode, Owner, Text, TmpfilesRule } from "./rule.ts";

/** A call of a boot function, which may need others. */
export interface BootCall {
  readonly function: BootFunction;
  readonly arguments: readonly string[];
  readonly needs?: readonly BootFunction[];
}

/** A call for the path of a line. */
export function pathCall(rule: TmpfilesRule, name: BootFunction, ...rest: readonly string[]): BootCall {
  return { function: name, arguments: [shellText(rule.path), ...rest] };
}

/** A call for each path that the pattern of a line matches. */
export function patternCall(rule: TmpfilesRule, name: BootFunction, ...rest: readonly string[]): BootCall {
  return { function: "base", arguments: [shellText(rule.path), name, ...rest], needs: [name] };
}

/** MODE, USER and GROUP of a line as arguments; `otherwise` is the mode where it says none. */
export function ownerArguments({ mode, user, group }: TmpfilesRule, otherwise = "-"): string[] {
  return [modeText(mode, otherwise), ownerText(user), ownerText(group)];
}

function modeText(mode: Mode | undefined, otherwise: string): string {
  if (mode === undefined) return otherwise;
  return `${mode.onlyNew ? ":" : ""}${mode.masked ? "~" : ""}${mode.bits.toString(8)}`;
}

function ownerText(owner: Owner | undefined): string {
  return owner === undefined ? "-" : `${owner.onlyNew ? ":" : ""}${owner.id}`;
}

/** A text as one word of bash. */
export function shellText(text: Text): string {
  return text.map((part) => (typeof part === "string" ? quoted(part) : `"${part.shell}"`)).join("") || "''";
}

function quoted(text: string): string {
  return /^[\w/.,:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Bytes as an argument for printf %b: readable where they are text. */
export function printfText(bytes: Text): string {
  const escaped = bytes.map((part) => (typeof part === "string" ? escapeBytes(part) : part));
  return shellText(escaped);
}

function escapeBytes(bytes: string): string {
  const raw = Buffer.from(bytes, "latin1");
  const text = raw.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(raw);
  const octal = (code: number) => `\\0${code.toString(8).padStart(3, "0")}`;
  return (isText ? text : bytes)
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t")
    .replaceAll(isText ? /[\0-\x1f\x7f]/g : /[\0-\x1f\x7f-\xff]/g, (character) => octal(character.charCodeAt(0)));
}
