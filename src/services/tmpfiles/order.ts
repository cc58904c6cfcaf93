import { at, type Diagnostic } from "../../text/diagnostic.ts";
import { plainText, type Text, type TmpfilesRule } from "./rule.ts";
import { RULE_KINDS } from "./rule-kinds.ts";

export interface OrderedRules {
  /** Lines that take something away: r, R, and D, whose contents go. Before all others, what is below first. */
  readonly removals: readonly TmpfilesRule[];
  readonly others: readonly TmpfilesRule[];
  readonly warnings: readonly Diagnostic[];
}

/** Lines for one path. */
interface Group {
  readonly path: string;
  readonly rules: TmpfilesRule[];
}

/**
 * The order in which systemd-tmpfiles takes lines, with what it ignores left out:
 *
 * - the first line for a path wins; another one is ignored, unless it says the same, or both are w+, or it is of type z or Z
 * - lines without patterns come before lines with them, in the order they are given
 * - but a line for a path above comes before one below; of two above with the same path, the one without a pattern
 *
 * So `f /a/b`, `z /a`, `d /a` is done as `d /a`, `f /a/b`, `z /a`, and without `d /a` as `z /a`, `f /a/b`. Source: process_item_array and item_compatible in
 * systemd's src/tmpfiles/tmpfiles.c.
 */
export function orderRules(rules: readonly TmpfilesRule[]): OrderedRules {
  const warnings: Diagnostic[] = [];
  const plain = new Map<string, Group>();
  const patterns = new Map<string, Group>();
  for (const rule of rules) {
    const path = pathKey(rule.path);
    const groups = RULE_KINDS[rule.type].takesPattern ? patterns : plain;
    const group = groups.get(path) ?? { path, rules: [] };
    const rival = group.rules.find((other) => !isCompatible(other, rule));
    if (rival !== undefined) {
      const message = `"${rule.line}" is ignored: "${rival.line}" comes first, and a path has one line`;
      warnings.push({ code: "tmpfiles-duplicate", severity: "warning", message, ...at(rule.place) });
      continue;
    }
    group.rules.push(rule);
    groups.set(path, group);
  }
  const groups = [...plain.values(), ...patterns.values()];
  for (const group of groups) group.rules.sort(byType);
  const parentOf = (group: Group): Group | undefined => {
    for (let path = above(group.path); path !== undefined; path = above(path)) {
      const parent = plain.get(path) ?? patterns.get(path);
      if (parent !== undefined) return parent;
    }
    return undefined;
  };
  const done = new Set<Group>();
  const ordered: Group[] = [];
  const visit = (group: Group) => {
    if (done.has(group)) return;
    done.add(group);
    const parent = parentOf(group);
    if (parent !== undefined) visit(parent);
    ordered.push(group);
  };
  for (const group of groups) visit(group);
  return {
    removals: ordered.toReversed().flatMap(({ rules }) => rules.filter(({ type }) => RULE_KINDS[type].removes)),
    others: ordered.flatMap(({ rules }) => rules.filter(({ type }) => RULE_KINDS[type].makes)),
    warnings,
  };
}

/** A text as one string that tells it from others. */
function pathKey(text: Text): string {
  return plainText(text) ?? text.map((part) => (typeof part === "string" ? part : `\0${part.specifier}\0`)).join("");
}

function above(path: string): string | undefined {
  if (path === "/") return undefined;
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

function isCompatible(a: TmpfilesRule, b: TmpfilesRule): boolean {
  if ([a.type, b.type].some((type) => RULE_KINDS[type].adjusts !== undefined)) return true;
  if (a.type === "w" && b.type === "w" && a.force && b.force) return true;
  const { line: _a, place: _placeA, ...first } = a;
  const { line: _b, place: _placeB, ...second } = b;
  return JSON.stringify(first) === JSON.stringify(second);
}

/** What makes a thing comes before what adjusts it. */
function byType(a: TmpfilesRule, b: TmpfilesRule): number {
  const rank = ({ type }: TmpfilesRule) => RULE_KINDS[type].adjusts ?? 0;
  return rank(a) - rank(b);
}
