import type { PlanFile } from "./plan-file.ts";

/** Characters of a line that a list may still be on. */
const WIDTH = 120;

/** A list whose items are no lists nor objects, each on a line; a text in JSON has no line breaks. */
const LIST = /^( *)((?! ).*)\[\n((?: *(?:"(?:[^"\\]|\\.)*"|[\w.+-]+),?\n)+) *\]/gm;

/** The plan as the file has it: an indentation of two spaces, lists of a few words on one line. */
export function planJson(plan: PlanFile): string {
  const json = JSON.stringify(plan, undefined, 2).replaceAll(
    LIST,
    (all, indent: string, key: string, items: string) => {
      const line = `${indent}${key}[${items.trim().replaceAll(/\n */g, " ")}]`;
      return line.length <= WIDTH ? line : all;
    },
  );
  return `${json}\n`;
}
