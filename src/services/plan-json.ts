import type { PlanFile } from "./plan-file.ts";

/** Characters of a line that a list may still be on. */
const WIDTH = 120;

/** The plan as the file has it: an indentation of two spaces, lists of a few words on one line. */
export function planJson(plan: PlanFile): string {
  // A text in JSON has no line breaks, so what stands alone on a line is the list's own.
  const json = JSON.stringify(plan, undefined, 2).replaceAll(
    /^( *)(.*)\[\n\s*([^[\]{}]*?)\n\s*\]/gm,
    (all, indent: string, key: string, items: string) => {
      const line = `${indent}${key}[${items.replaceAll(/\n\s*/g, " ")}]`;
      return line.length <= WIDTH ? line : all;
    },
  );
  return `${json}\n`;
}
