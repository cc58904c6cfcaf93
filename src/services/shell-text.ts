/** A word of bash that means exactly this text. Quotes only where they are needed, so that generated scripts stay readable. */
export function shellQuote(text: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text) && !text.startsWith("=")) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A text as it stands between double quotes. */
export function insideDoubleQuotes(text: string): string {
  return text.replaceAll(/[\\"$`]/g, "\\$&");
}

/** Several words of one command. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellQuote).join(" ");
}
