/**
 * What terminals obey instead of showing it: control characters (ECMA-48) and those that turn the direction of writing.
 * Line breaks and tabs are left.
 */
const OBEYED = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** Text for a terminal, from names and words that anybody may have chosen: `\u001b` is shown and not obeyed. */
export function visibleText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The same for a line of a file that columns point into: as long as it was. */
export const visibleLine = (text: string): string => text.replace(OBEYED, "\uFFFD");

/** A text of at most `length` characters. */
export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
