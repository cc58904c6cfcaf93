import { renderText } from "./render-command.ts";
import type { Check } from "./service.ts";

/** A line of Condition…= or Assert…=: its prefixes `|` and `!`, and the value. */
export function readCheck(kind: string, line: string): Check {
  const [, prefixes = "", value = ""] = /^([|!\s]*)(.*)$/s.exec(line) ?? [];
  return { kind, value: value.trim(), negated: prefixes.includes("!"), trigger: prefixes.includes("|") };
}

/** File tests of bash by the condition's name. */
const FILE_TESTS: Readonly<Record<string, string>> = {
  PathExists: "-e",
  PathIsDirectory: "-d",
  PathIsSymbolicLink: "-L",
  PathIsReadWrite: "-w",
  FileNotEmpty: "-s",
};

/**
 * The checks as the body of a function that fails when they are not met: all those without `|`, and one of those with it (man
 * systemd.unit, "Conditions and Asserts").
 */
export function renderChecks(checks: readonly Check[]): string[] {
  const all = checks.filter(({ trigger }) => !trigger).map((check) => `${renderCheck(check)} || return`);
  const any = checks.filter(({ trigger }) => trigger).map(renderCheck);
  return [...all, ...(any.length === 0 ? [] : [`{ ${any.join("; } || { ")}; } || return`])];
}

function renderCheck({ kind, value, negated }: Check): string {
  return `${negated ? "! " : ""}${renderTest(kind, value)}`;
}

function renderTest(kind: string, value: string): string {
  const test = FILE_TESTS[kind];
  const word = renderText(value);
  if (test !== undefined) return `[[ ${test} ${word} ]]`;
  return `check_${kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase()} ${word}`;
}
