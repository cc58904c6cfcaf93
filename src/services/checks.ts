import { readCheckValues } from "./check-values.ts";
import { renderText } from "./render-command.ts";
import type { Check } from "./service.ts";

/**
 * A line of Condition…= or Assert…=: its prefixes `|` and `!`, and the value.
 *
 * @throws UnitSyntaxError
 */
export function readCheck(kind: string, line: string): Check {
  const [prefixes = ""] = /^[|!\s]*/.exec(line) ?? [];
  const values = readCheckValues(kind, line.slice(prefixes.length).trim());
  return { kind, values, negated: prefixes.includes("!"), trigger: prefixes.includes("|") };
}

/** File tests of bash by the condition's name. */
const FILE_TESTS: Readonly<Record<string, string>> = {
  PathExists: "-e",
  PathIsDirectory: "-d",
  PathIsSymbolicLink: "-L",
  PathIsReadWrite: "-w",
  PathIsSocket: "-S",
  FileNotEmpty: "-s",
};

/** Functions of runtime/checks.sh that are not called as the condition with _ between its words. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  ACPower: "ac_power",
  CPUFeature: "cpu_feature",
  CPUs: "cpus",
  OSRelease: "os_release",
  Version: "kernel_version",
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

function renderCheck({ kind, values, negated }: Check): string {
  const [first = "", ...others] = values.map((value) => renderTest(kind, value));
  const tests = others.length === 0 ? first : `{ ${[first, ...others].join(" && ")}; }`;
  return `${negated ? "! " : ""}${tests}`;
}

function renderTest(kind: string, value: string): string {
  const test = FILE_TESTS[kind];
  const word = renderText(value);
  if (test !== undefined) return `[[ ${test} ${word} ]]`;
  return `check_${FUNCTIONS[kind] ?? kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase()} ${word}`;
}
