/**
 * What terminals obey instead of showing it: control characters (ECMA-48) and those that turn the direction of writing.
 * Line breaks and tabs are left.
 */
const OBEYED = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** A text that anybody may have written, for a terminal: an escape character is printed as `\u001b` instead of having an effect. */
export function visibleText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same for a line of a file with columns: each character becomes one other, so that the columns stay right. */
export const visibleLine = (text: string): string => text.replace(OBEYED, "\uFFFD");

/** A text of at most `length` characters. */
export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
