/**
 * Lines of nginx.conf. Those of one group stand together, groups have an empty line between them, and what is empty is left
 * out.
 */
export function groups(...all: readonly (readonly string[])[]): string[] {
  const present = all.filter((lines) => lines.length > 0);
  return present.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

/** `server { … }`; a block with nothing in it is there all the same. */
export function block(header: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [`${header} {}`];
  return [`${header} {`, ...lines.map((line) => (line === "" ? "" : `  ${line}`)), "}"];
}

/** `name value;`, or nothing where the value is null or empty. */
export function directive(name: string, value: string | number | null): string[] {
  return value === null || value === "" ? [] : [`${name} ${value};`];
}

/** What users write, with their own indentation taken away. A quoted text that goes over several lines stays as it is. */
export function givenLines(text: string): string[] {
  const trimmed = text.replace(/^(?:[ \t]*\n)+/, "").trimEnd();
  if (trimmed === "") return [];
  const lines = trimmed.split("\n").map((line) => line.trimEnd());
  if (lines.some(opensQuote)) return [trimmed];
  const depth = (line: string) => /^\s*/.exec(line)?.[0].length ?? 0;
  const [first = "", ...rest] = lines;
  // In `a;\n    b;` the first line stands beside the quote that the text begins with.
  const measured = depth(first) === 0 ? rest : lines;
  const common = Math.min(...measured.filter((line) => line !== "").map(depth));
  return lines.map((line) => line.slice(Math.min(depth(line), common)));
}

function opensQuote(line: string): boolean {
  if (line.trimStart().startsWith("#")) return false;
  return [/"/g, /'/g].some((quote) => (line.match(quote)?.length ?? 0) % 2 === 1);
}
