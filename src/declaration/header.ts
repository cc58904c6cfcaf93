/** How a build file is written; decided by its name and, where the name says nothing, by its first line. */
export type Language = "typescript" | "json";

/**
 * The text of a build file as a parser can read it, with every line and column where it was. `# syntax=…` is not
 * JavaScript, so that line (the first, or the second after `#!`) becomes blanks; so does a byte order mark.
 */
export function blankHeader(text: string): string {
  const lines = text.replace(/^\uFEFF/, " ").split("\n");
  const first = lines[0]?.trimStart().startsWith("#!") ? 1 : 0;
  if (first === 1) lines[0] = blank(lines[0]);
  // The daemon reads directives until the first line that is none, so any of a run of `#` lines can be the syntax line.
  for (let i = first; i < lines.length && /^#\s*[a-z]+\s*=/i.test(lines[i] ?? ""); i++) lines[i] = blank(lines[i]);
  return lines.join("\n");
}

/** A build file can have any name (`-f web`); JSON is what starts with `{` after comments, or is called .json. */
export function languageOf(file: string, text: string): Language {
  if (/\.jsonc?$/i.test(file)) return "json";
  if (/\.[cm]?[jt]sx?$/i.test(file)) return "typescript";
  return firstSign(blankHeader(text)) === "{" ? "json" : "typescript";
}

/** What comes first behind blanks and comments. */
function firstSign(text: string): string | undefined {
  const skipped = /\s+|\/\/[^\n]*\n|\/\*[\s\S]*?\*\//y;
  let offset = 0;
  while (skipped.test(text)) offset = skipped.lastIndex;
  return text[offset];
}

function blank(line: string | undefined): string {
  return (line ?? "").replace(/[^\r]/g, " ");
}
