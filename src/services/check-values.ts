import { capability } from "./capabilities.ts";
import type { Check } from "./service.ts";
import { splitWords, UnitSyntaxError } from "./word-syntax.ts";

/** What a condition of this kind is asked for at run time, where that is not simply its value; all of them have to be met. */
const READERS: Readonly<Record<string, (value: string) => string[]>> = {
  ACPower: (value) => [yesOrNo(value)],
  Capability: (value) => [String(capability(value).number)],
  ControlGroupController: (value) => [
    splitWords(value)
      .map(({ text }) => text)
      .join(" "),
  ],
  CPUFeature: (value) => [CPU_FEATURES[value.toLowerCase()] ?? value.toLowerCase()],
  CPUs: (value) => [numberComparison(value, (text) => (/^\d+$/.test(text) ? Number(text) : undefined))],
  FirstBoot: (value) => [yesOrNo(value)],
  KernelVersion: (value) => kernelComparisons(value),
  Memory: (value) => [numberComparison(value, bytes)],
  NeedsUpdate: (value) => [updatedFolder(value)],
  OSRelease: (value) => splitWords(value).map(({ text }) => fieldComparison(text)),
  Security: (value) => [securityModule(value)],
  Version: (value) => kernelComparisons(value.replace(/^kernel\s+/, "")),
};

/** The kernel's names where systemd has others (src/basic/virt.c, /proc/cpuinfo). */
const CPU_FEATURES: Readonly<Record<string, string>> = { pclmul: "pclmulqdq", fma3: "fma", osxsave: "xsave" };

const SECURITY_MODULES = ["apparmor", "selinux", "smack", "tomoyo", "ima"];
/** What of the machine a container cannot see. */
const UNSEEN_SECURITY = ["audit", "uefi-secureboot", "tpm2", "cvm", "measured-uki", "measured-os"];

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

/** @throws UnitSyntaxError for a value that the condition cannot have */
function readCheckValues(kind: string, value: string): string[] {
  return READERS[kind]?.(value) ?? [value];
}

/** Why nobody can know in a container whether a condition that is otherwise known is met. */
export function whyUnknown(kind: string, value: string): string | undefined {
  if (kind === "Security" && UNSEEN_SECURITY.includes(value))
    return `a container cannot see whether the machine has ${value}`;
  const program = kind === "Version" ? /^(systemd|glibc)\b/.exec(value)?.[1] : undefined;
  return program === undefined ? undefined : `there is no ${program} that runs the services`;
}

function yesOrNo(value: string): string {
  if (/^(?:1|y|yes|t|true|on)$/i.test(value)) return "yes";
  if (/^(?:0|n|no|f|false|off)$/i.test(value)) return "no";
  throw new UnitSyntaxError(`must be true or false, not "${value}"`);
}

/** `<4G` ▶ "< 4294967296"; without an operator it is the least that there has to be. */
function numberComparison(value: string, read: (text: string) => number | undefined): string {
  const [, operator = "", text = ""] = /^(<=|>=|==|<>|!=|=|<|>)?\s*(.*)$/s.exec(value) ?? [];
  const number = read(text);
  if (number === undefined) throw new UnitSyntaxError(`"${value}" is not a number to compare with, such as ">=4"`);
  return `${{ "": ">=", "==": "=", "<>": "!=" }[operator] ?? operator} ${number}`;
}

function bytes(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([BKMGTPE]?)$/.exec(text) ?? [];
  return number === undefined
    ? undefined
    : Math.floor(Number(number) * 1024 ** Math.max(0, "BKMGTPE".indexOf(unit || "B")));
}

/** `>=5.10 "< 7"` ▶ ">= 5.10", "< 7"; without an operator it is a pattern. */
function kernelComparisons(value: string): string[] {
  // Between an operator and its version there may be a space.
  const joined = value.replaceAll(/([<>=!$]=?|=)\s+(?=[^\s<>=!$"'])/g, "$1");
  return splitWords(joined).map(({ text }) => {
    const [, operator = "$=", version = ""] = OPERATION.exec(text.trim()) ?? [];
    if (version === "") throw new UnitSyntaxError(`"${text}" is not a version to compare with, such as ">=5.10"`);
    return `${operator} ${version}`;
  });
}

const OPERATION = /^(!?\$=|<=|>=|==|<>|!=|=|<|>)?\s*(.*)$/s;

function fieldComparison(word: string): string {
  const [, field, rest = ""] = /^([A-Z][A-Z0-9_]*)\s*(.*)$/s.exec(word) ?? [];
  const [, operator, text = ""] = OPERATION.exec(rest) ?? [];
  if (field === undefined || operator === undefined)
    throw new UnitSyntaxError(`"${word}" is not a comparison with a field of os-release, such as "VERSION_ID>=25.05"`);
  return `${field} ${operator} ${text}`;
}

function updatedFolder(value: string): string {
  if (value === "/etc" || value === "/var") return value;
  throw new UnitSyntaxError(`must be /etc or /var, not "${value}"`);
}

function securityModule(value: string): string {
  if (SECURITY_MODULES.includes(value)) return value;
  throw new UnitSyntaxError(`"${value}" is not one of ${[...SECURITY_MODULES, ...UNSEEN_SECURITY].join(", ")}`);
}
