import { at, DeclError, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import type { Accounts } from "../unit.ts";
import { type Fields, LineError, splitLine } from "./line.ts";
import { type RuleContext, readRule } from "./read-rule.ts";
import type { TmpfilesRule } from "./rule.ts";

/** `systemd.tmpfiles.settings.<file>.<path>.<type>`; "-" where an option is not there. */
export interface TmpfilesSetting {
  readonly mode?: string;
  readonly user?: string;
  readonly group?: string;
  readonly age?: string;
  readonly argument?: string;
}

/** `systemd.tmpfiles` */
export interface TmpfilesOptions {
  readonly rules?: readonly string[];
  readonly settings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, TmpfilesSetting>>>>>>;
}

export interface TmpfilesContext {
  readonly accounts: Accounts;
  /** The place in the declaration of a configuration path. */
  readonly placeOf?: (path: readonly string[]) => Place | undefined;
  /** Values of specifiers by letter that only the caller knows, e.g. `{ a: "x86-64" }`. */
  readonly specifiers?: Readonly<Record<string, string>>;
}

/** The file that NixOS writes `rules` to; `settings` have files of their own, and files are read in the order of names. */
const RULES_FILE = "00-nixos";

/**
 * Reads all lines, in the order in which systemd-tmpfiles would.
 *
 * @throws DeclError with every wrong line
 */
export function readTmpfiles(
  options: TmpfilesOptions,
  context: TmpfilesContext,
): { rules: TmpfilesRule[]; warnings: Diagnostic[] } {
  const files = new Map<string, Source[]>([[RULES_FILE, (options.rules ?? []).flatMap(lineSource)]]);
  for (const [file, paths] of Object.entries(options.settings ?? {})) {
    files.set(file, [...(files.get(file) ?? []), ...settingSources(file, paths)]);
  }
  const errors: Omit<Diagnostic, "severity">[] = [];
  const warnings: Diagnostic[] = [];
  const rules: TmpfilesRule[] = [];
  for (const source of [...files].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, sources]) => sources)) {
    const about = { path: source.path, ...at(context.placeOf?.(source.path)) };
    const ruleContext: RuleContext = {
      ...context,
      line: source.line,
      place: about.place,
      isLiteral: source.fields !== undefined,
      warn: (message, more) =>
        warnings.push({
          code: "tmpfiles",
          severity: "warning",
          message,
          ...about,
          ...more,
        }),
    };
    try {
      const rule = readRule(source.fields ?? splitLine(source.line), ruleContext);
      if (rule !== undefined) rules.push(rule);
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      const message = `${error.message}, in "${source.line}"`;
      errors.push({ code: "wrong-tmpfiles-rule", message, ...about, hint: error.hint });
    }
  }
  const [first, ...others] = errors;
  if (first !== undefined) throw new DeclError(first, others);
  return { rules, warnings };
}

interface Source {
  readonly path: readonly string[];
  readonly line: string;
  /** Of a setting: nothing in them is quoted or escaped. */
  readonly fields?: Fields;
}

function lineSource(line: string, index: number): Source[] {
  if (/^\s*(?:#|$)/.test(line)) return [];
  return [{ path: ["systemd", "tmpfiles", "rules", String(index)], line: line.trim() }];
}

function settingSources(
  file: string,
  paths: Readonly<Record<string, Readonly<Record<string, TmpfilesSetting>>>>,
): Source[] {
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  return Object.entries(paths)
    .sort(byName)
    .flatMap(([path, types]) =>
      Object.entries(types)
        .sort(byName)
        .map(([type, setting]) => {
          const { mode = "-", user = "-", group = "-", age = "-", argument = "-" } = setting;
          const fields = { type, path, mode, user, group, age, argument: argument === "" ? "-" : argument };
          return {
            path: ["systemd", "tmpfiles", "settings", file, path, type],
            line: Object.values(fields)
              .join(" ")
              .replace(/(?<! -)(?: -)+$/, ""),
            fields,
          };
        }),
    );
}
