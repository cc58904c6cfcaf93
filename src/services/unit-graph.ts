import { at, DeclError } from "../text/diagnostic.ts";
import type { Reporter } from "./reporter.ts";
import type { Unit } from "./service.ts";

/**
 * The units in an order that fits all After=, each with its level: 0 for those that wait for nothing, else one more than the
 * highest level they wait for. With `b after a`, `c after a b` and `d` alone: a 0, d 0, b 1, c 2.
 *
 * @throws DeclError that names every unit of a cycle, each with its lines
 */
export function orderUnits(units: ReadonlyMap<string, Unit>, reporter: Reporter): Map<string, number> {
  const levels = new Map<string, number>();
  const visiting: string[] = [];
  const visit = (name: string): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    const start = visiting.indexOf(name);
    if (start >= 0) throw cycleError(visiting.slice(start), units, reporter);
    visiting.push(name);
    let level = 0;
    for (const other of units.get(name)?.dependencies.after ?? []) level = Math.max(level, visit(other) + 1);
    visiting.pop();
    levels.set(name, level);
    return level;
  };
  for (const name of units.keys()) visit(name);
  const byLevel = [...levels].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  return new Map(byLevel);
}

/** `cycle` has each unit before the one that it comes after; the last comes after the first. */
function cycleError(cycle: readonly string[], units: ReadonlyMap<string, Unit>, reporter: Reporter): DeclError {
  const diagnostics = cycle.map((name, index) => {
    const next = cycle[(index + 1) % cycle.length] ?? name;
    const path = units.get(name)?.afterBecause.get(next) ?? units.get(name)?.path ?? [];
    return {
      code: "unit-cycle",
      message:
        index === 0
          ? `these units wait for each other and none could start: ${[...cycle, cycle[0]].join(" after ")}`
          : `${name} comes after ${next}`,
      path,
      ...at(reporter.place(path)),
      ...(index === 0 ? { hint: "take one of the orderings away; `wants` and `requires` need none" } : {}),
    };
  });
  const [first, ...others] = diagnostics;
  return new DeclError(first ?? { code: "unit-cycle", message: "units wait for each other" }, others);
}

/** What starts with the container: everything that default.target pulls in. */
export function startedAtBoot(units: ReadonlyMap<string, Unit>): Set<string> {
  const started = new Set<string>();
  const pending = ["default.target"];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (started.has(name)) continue;
    started.add(name);
    const dependencies = units.get(name)?.dependencies;
    if (dependencies !== undefined)
      pending.push(...dependencies.requires, ...dependencies.wants, ...dependencies.bindsTo, ...dependencies.upholds);
  }
  return started;
}
