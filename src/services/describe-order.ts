import type { Unit } from "./service.ts";
import type { OrderedUnit, ServiceOrder } from "./service-plan.ts";

/** The order of start, for people and for Graphviz. */
export function describeOrder(
  units: readonly Unit[],
  levels: ReadonlyMap<string, number>,
  boot: ReadonlySet<string>,
): ServiceOrder {
  const ordered = units.map(({ name, dependencies, service, own }): OrderedUnit => {
    return {
      name,
      kind: service?.type ?? (own === undefined ? "target" : "timer"),
      level: levels.get(name) ?? 0,
      startsWithContainer: boot.has(name),
      after: dependencies.after,
      requires: [...dependencies.requires, ...dependencies.bindsTo, ...dependencies.requisite],
      wants: dependencies.wants,
    };
  });
  return { units: ordered, text: orderText(ordered), dot: orderDot(ordered) };
}

function orderText(units: readonly OrderedUnit[]): string {
  const lines = units.map(({ name, kind, level, startsWithContainer, after, requires }) => {
    const parts = [
      `${String(level).padStart(3)}  ${name} (${kind})`,
      ...(after.length === 0 ? [] : [`after ${after.join(" ")}`]),
      ...(requires.length === 0 ? [] : [`requires ${requires.join(" ")}`]),
      ...(startsWithContainer ? [] : ["not with the container"]),
    ];
    return `${parts.join(", ")}\n`;
  });
  return lines.join("");
}

function orderDot(units: readonly OrderedUnit[]): string {
  const nodes = units.map(({ name, kind, startsWithContainer }) => {
    const shape = kind === "target" ? "ellipse" : "box";
    return `  "${name}" [shape=${shape}${startsWithContainer ? "" : ", style=dashed"}];\n`;
  });
  const edges = units.flatMap(({ name, after, requires }) =>
    after.map((other) => `  "${other}" -> "${name}"${requires.includes(other) ? "" : " [style=dashed]"};\n`),
  );
  return `digraph services {\n  rankdir=LR;\n${nodes.join("")}${edges.join("")}}\n`;
}
