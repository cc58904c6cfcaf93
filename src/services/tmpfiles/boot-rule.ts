import type { PlanTmpfile } from "../plan-file.ts";
import { withPackages } from "../plan-text.ts";
import type { Mode, Owner, Text, TmpfilesRule } from "./rule.ts";
import { RULE_KINDS } from "./rule-kinds.ts";

/** A rule for the container's start, in the pass that removes or in the one that makes. */
export function bootRule(rule: TmpfilesRule, pass: PlanTmpfile["pass"]): PlanTmpfile {
  const kind = RULE_KINDS[rule.type];
  const what = { line: rule.line, type: rule.type, mayFail: rule.mayFail || undefined, pass, path: textOf(rule.path) };
  if (pass === "remove") return what;
  return {
    ...what,
    force: (kind.canForce && rule.force) || undefined,
    makeWay: (kind.canMakeWay && rule.makeWay) || undefined,
    ifTargetExists: rule.ifTargetExists || undefined,
    mode: modeOf(rule.mode, kind.mode),
    user: ownerOf(rule.user),
    group: ownerOf(rule.group),
    argument: rule.argument && withPackages(textOf(rule.argument)),
  };
}

function modeOf(mode: Mode | undefined, otherwise: number | undefined): PlanTmpfile["mode"] {
  if (mode === undefined) return otherwise === undefined ? undefined : { bits: octal(otherwise), onlyNew: true };
  return { bits: octal(mode.bits), masked: mode.masked || undefined, onlyNew: mode.onlyNew || undefined };
}

const octal = (bits: number): string => bits.toString(8).padStart(4, "0");

function ownerOf(owner: Owner | undefined): PlanTmpfile["user"] {
  return owner && { id: owner.id, onlyNew: owner.onlyNew || undefined };
}

function textOf(text: Text): string {
  return text.map((part) => (typeof part === "string" ? part.replaceAll("%", "%%") : `%${part.specifier}`)).join("");
}
