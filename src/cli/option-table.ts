import { builtInModules } from "../modules/all.ts";
import { evaluateModules } from "../options/evaluate-modules.ts";
import { listOptions } from "../options/option-list.ts";
import { defaultText, optionName } from "../options/reference.ts";
import { types } from "../options/types/table.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { UsageError } from "./usage-error.ts";

/** An option of decl, for `decl options`. */
export interface OptionRow {
  readonly option: string;
  readonly type: string;
  readonly default?: string | undefined;
  readonly description?: string | undefined;
  readonly renamedTo?: string | undefined;
  readonly deprecated?: string | undefined;
}

/** The options whose name begins with a prefix, whole names at a time. Throws a UsageError where there is none. */
export function optionTable(prefix: string): OptionRow[] {
  const rows = allOptions();
  if (prefix === "") return rows;
  const found = rows.filter(({ option }) => option === prefix || option.startsWith(`${prefix}.`));
  if (found.length > 0) return found;
  const hint = didYouMean(
    prefix,
    new Set(rows.flatMap(({ option }) => [option, option.slice(0, option.lastIndexOf("."))])),
  );
  throw new UsageError(`there is no option "${prefix}"${hint === undefined ? "" : `: ${hint}`}`);
}

function allOptions(): OptionRow[] {
  return Array.from(listOptions(evaluateModules(builtInModules).tree), ({ path, option }) => {
    const { description, renamedTo, deprecated } = option;
    const fallback = defaultText(option);
    return {
      option: optionName(path),
      type: types.wordsInFull(option.type),
      default: fallback,
      description,
      renamedTo,
      deprecated,
    };
  });
}

/** A line for each option, the first sentence of its description behind it; a single one in full. */
export function printOptions(rows: readonly OptionRow[]): string {
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return printOption(only);
  const width = Math.min(50, Math.max(...rows.map(({ option }) => option.length)));
  return rows.map((row) => `${row.option.padEnd(width)}  ${summary(row)}\n`).join("");
}

function summary({ description, renamedTo, deprecated, type }: OptionRow): string {
  if (renamedTo !== undefined) return `now called ${renamedTo}`;
  const sentence = /^.*?[.:](?=\s|$)/s.exec(description ?? "")?.[0] ?? description ?? type;
  return `${deprecated === undefined ? "" : "deprecated: "}${sentence.replaceAll(/\s+/g, " ")}`;
}

function printOption(row: OptionRow): string {
  const lines = [row.option];
  if (row.renamedTo !== undefined) return `${row.option}\n  now called ${row.renamedTo}\n`;
  if (row.description !== undefined) lines.push(row.description);
  lines.push(`type: ${row.type}`);
  if (row.default !== undefined) lines.push(`default: ${row.default}`);
  if (row.deprecated !== undefined) lines.push(`deprecated: ${row.deprecated}`);
  return `${lines.join("\n  ")}\n`;
}
