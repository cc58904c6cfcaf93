import { type Diagnostic, printDiagnostic } from "../text/diagnostic.ts";
import { visibleLine } from "../text/visible-text.ts";
import type { DeclarationFile } from "./declaration-file.ts";

/**
 * A diagnostic with the line that it is about:
 *
 *     error: web.ts:3:12: must be a list (image.cmd)
 *        3 |   image: { cmd: "x" },
 *          |                 ^^^
 *       hint: write ["x"] instead of "x"
 */
export function printWithExcerpt(diagnostic: Diagnostic, file: Pick<DeclarationFile, "textOf" | "shownPath">): string {
  const { place, hint, ...rest } = diagnostic;
  const shown = place === undefined ? rest : { ...rest, place: { ...place, file: file.shownPath(place.file) } };
  const lines = [`${diagnostic.severity}: ${printDiagnostic(shown)}`];
  const line = place === undefined ? undefined : file.textOf(place.file)?.split("\n")[place.start.line - 1];
  if (place !== undefined && line !== undefined) {
    const text = visibleLine(line.replace(/\r$/, ""));
    const { start, end } = place;
    const last = end.line === start.line ? end.column : text.length + 1;
    const number = String(start.line).padStart(4);
    // Tabs stay tabs, so that the mark is below what it marks.
    const indent = text.slice(0, start.column - 1).replace(/[^\t]/g, " ");
    const mark = "^".repeat(Math.max(1, Math.min(last, text.length + 1) - start.column));
    lines.push(`${number} | ${text}`, `${" ".repeat(number.length)} | ${indent}${mark}`);
  }
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return `${lines.join("\n")}\n`;
}
