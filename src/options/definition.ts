import type { Place } from "../text/diagnostic.ts";
import type { Value } from "../value/value.ts";

/** nixpkgs: lib/modules.nix. Lower wins. */
export const PLAIN_PRIORITY = 100;
export const DEFAULT_PRIORITY = 1500;
export const PLAIN_ORDER = 1000;

/** How definitions of a priority are written. */
export const PRIORITY_NAMES: ReadonlyMap<number, string> = new Map([
  [PLAIN_PRIORITY, "plain"],
  [50, "mkForce"],
  [1000, "mkDefault"],
  [DEFAULT_PRIORITY, "mkOptionDefault"],
]);

/** How definitions of an order are written. */
export const ORDER_NAMES: ReadonlyMap<number, string> = new Map([
  [500, "mkBefore"],
  [1500, "mkAfter"],
]);

/** What one module defines for one option. */
export interface Definition {
  readonly value: Value;
  /** The module, as messages name it: a file of the declaration, or "decl: nginx". */
  readonly module: string;
  /** Where the definition stands: its value, else its name. */
  readonly place?: Place;
  readonly priority: number;
  readonly order: number;
}

/**
 * The definitions without properties around their values: the contents of a false mkIf are dropped (into `unused`), each content of
 * an mkMerge becomes a definition, and priorities and orders become fields. Where properties are nested, the innermost number counts.
 */
export function discharge(definitions: readonly Definition[], unused?: Definition[]): Definition[] {
  const plain: Definition[] = [];
  const pending = [...definitions].reverse();
  for (let definition = pending.pop(); definition !== undefined; definition = pending.pop()) {
    const { value } = definition;
    if (value.kind !== "property") {
      plain.push(value.place === undefined ? definition : { ...definition, place: value.place });
      continue;
    }
    if (value.property === "if" && !value.condition) {
      unused?.push(definition);
      continue;
    }
    const priority = value.property === "override" ? value.number : definition.priority;
    const order = value.property === "order" ? value.number : definition.order;
    for (const content of value.contents.toReversed()) pending.push({ ...definition, value: content, priority, order });
  }
  return plain;
}

/** The definitions with the lowest priority number, sorted by order; the sort is stable. */
export function winning(definitions: readonly Definition[]): Definition[] {
  const lowest = Math.min(...definitions.map(({ priority }) => priority));
  const kept = definitions.filter(({ priority }) => priority === lowest);
  return kept.some(({ order }) => order !== PLAIN_ORDER) ? kept.toSorted((a, b) => a.order - b.order) : kept;
}
