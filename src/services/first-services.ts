import type { Unit } from "./service.ts";
import type { S6ServiceOptions } from "./unit.ts";

/** The unit that makes files when a container starts, as systemd calls it. */
export const TMPFILES_UNIT = "systemd-tmpfiles-setup.service";

/**
 * The services of type oneshot-pre in the order in which they run, one after the other: as `after` says, else by name. Those that
 * wait for each other are left out, for that is an error of its own.
 *
 *     { c: {}, a: { after: ["b"] }, b: {} } → b, a, c
 */
export function preServices(services: Readonly<Record<string, S6ServiceOptions>>): string[] {
  const waiting = new Map(
    Object.entries(services)
      .filter(([, { enable, type }]) => enable !== false && type === "oneshot-pre")
      .map(([name, { after = [] }]) => [name, after.map((other) => other.replace(/\.service$/, ""))] as const),
  );
  const order: string[] = [];
  while (true) {
    const [next] = [...waiting]
      .filter(([, after]) => !after.some((other) => waiting.has(other)))
      .map(([name]) => name)
      .sort();
    if (next === undefined) return order;
    waiting.delete(next);
    order.push(next);
  }
}

/** Lets every service wait for those that run first: tmpfiles, then the services of type oneshot-pre in their order. */
export function orderFirst(units: Iterable<Unit>, pre: readonly string[]): void {
  const byName = new Map([...units].map((unit) => [unit.name, unit]));
  const first = [TMPFILES_UNIT, ...pre.map((name) => `${name}.service`)].filter((name) => byName.has(name));
  for (const unit of byName.values()) {
    if (unit.service === undefined) continue;
    const place = first.indexOf(unit.name);
    for (const other of place < 0 ? first : first.slice(0, place)) {
      unit.dependencies.after.push(other);
      const because = byName.get(other)?.path ?? [];
      if (!unit.afterBecause.has(other))
        unit.afterBecause.set(other, other === TMPFILES_UNIT ? because : [...because, "type"]);
    }
  }
}
