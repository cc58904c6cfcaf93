import type { Place } from "../text/diagnostic.ts";
import type { DefinedOption, Explanation } from "./explain.ts";

type Where = (place: Place) => string;

/** `image.name = "web"` and the places of its definitions behind it, a line for each option. */
export function printDefined(options: readonly DefinedOption[], where: Where): string {
  return options
    .map(({ option, value, places }) => `${option} = ${shortened(value)}  (${places.map(where).join(", ")})\n`)
    .join("");
}

/** An option with its definitions below each other, in the order of what they count. */
export function printExplanation(explanation: Explanation, where: Where): string {
  const { option, description, type, definitions, below } = explanation;
  const lines = [option];
  if (description !== undefined) lines.push(`  ${description.replaceAll("\n", "\n  ")}`);
  if (type !== undefined) lines.push(`  type: ${type}`);
  if (explanation.default !== undefined) lines.push(`  default: ${explanation.default}`);
  lines.push("");
  if (type !== undefined) lines.push(`value: ${"value" in explanation ? text(explanation.value) : "none"}`);
  const rows = definitions.map(({ place, module, priority, wins, unused, value }) => [
    place === undefined ? module : where(place),
    priority,
    wins ? "wins" : unused === true ? "unused: its condition is false" : "overridden",
    value.length > 200 ? `${value.slice(0, 199)}…` : value,
  ]);
  if (rows.length > 0) lines.push("definitions:", ...table(rows));
  else if (type !== undefined && below.length === 0) lines.push("nothing defines it: this is the default");
  if (below.length > 0)
    lines.push(
      "below it:",
      ...printDefined(below, where)
        .trimEnd()
        .split("\n")
        .map((line) => `  ${line}`),
    );
  return `${lines.join("\n")}\n`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`);
}

function shortened(value: unknown): string {
  const whole = JSON.stringify(value) ?? "none";
  return whole.length > 100 ? `${whole.slice(0, 99)}…` : whole;
}

const text = (value: unknown): string => JSON.stringify(value, undefined, 2) ?? "none";
