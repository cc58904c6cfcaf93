import type { Unit } from "./service.ts";
import type { OrderedUnit, ServiceOrder, Trigger } from "./service-plan.ts";

/** What is known of the units as a whole. */
interface OrderFacts {
  readonly levels: ReadonlyMap<string, number>;
  /** What starts with the container. */
  readonly boot: ReadonlySet<string>;
}

/** The order of start, for people and for Graphviz. */
export function describeOrder(units: readonly Unit[], { levels, boot }: OrderFacts): Omit<ServiceOrder, "plan"> {
  const triggers = triggersOf(units);
  const ordered = units.map(({ name, dependencies, service, timer }): OrderedUnit => {
    return {
      name,
      kind: service?.type ?? (timer === undefined ? name.slice(name.lastIndexOf(".") + 1) : "timer"),
      level: levels.get(name) ?? 0,
      startsWithContainer: boot.has(name),
      after: dependencies.after,
      requires: [...dependencies.requires, ...dependencies.bindsTo, ...dependencies.requisite],
      wants: [...dependencies.wants, ...dependencies.upholds],
      startedBy: triggers.get(name) ?? [],
    };
  });
  const shown = withoutIdleTargets(ordered);
  return { units: ordered, text: orderText(shown), dot: orderDot(shown) };
}

function triggersOf(units: readonly Unit[]): Map<string, Trigger[]> {
  const triggers = new Map<string, Trigger[]>();
  const add = (started: string, trigger: Trigger) => {
    triggers.set(started, [...(triggers.get(started) ?? []), trigger]);
  };
  for (const { name, dependencies, timer } of units) {
    if (timer !== undefined) add(timer.unit, { unit: name, when: "timer" });
    for (const other of dependencies.onFailure) add(other, { unit: name, when: "failure" });
    for (const other of dependencies.onSuccess) add(other, { unit: name, when: "success" });
  }
  return triggers;
}

/** There in every image; they hold nothing up as long as only each other names them. */
const BUILT_IN = new Set([
  "default.target",
  "multi-user.target",
  "graphical.target",
  "sockets.target",
  "timers.target",
]);

function withoutIdleTargets(units: readonly OrderedUnit[]): OrderedUnit[] {
  const named = new Set(
    units
      .filter(({ name }) => !BUILT_IN.has(name))
      .flatMap(({ after, requires, wants }) => [...after, ...requires, ...wants]),
  );
  return units.filter(({ name }) => !BUILT_IN.has(name) || named.has(name));
}

/** Units with the same step start at the same time. */
function orderText(units: readonly OrderedUnit[]): string {
  const width = (of: (unit: OrderedUnit) => string) => Math.max(...units.map((unit) => of(unit).length));
  const [nameWidth, kindWidth] = [width(({ name }) => name), width(({ kind }) => kind)];
  const line = (step: string, unit: OrderedUnit) => {
    const cells = [step.padStart(3), unit.name.padEnd(nameWidth), unit.kind.padEnd(kindWidth), relationText(unit)];
    return `${cells.join("  ").trimEnd()}\n`;
  };
  const started = units.filter(({ startsWithContainer }) => startsWithContainer);
  const steps = [...new Set(started.map(({ level }) => level))];
  const first = started.map((unit, index) => {
    const isNewStep = started[index - 1]?.level !== unit.level;
    return line(isNewStep ? `${steps.indexOf(unit.level) + 1}` : "", unit);
  });
  const others = units.filter(({ startsWithContainer }) => !startsWithContainer).map((unit) => line("", unit));
  return [
    first.length === 0 ? "Nothing starts with the container.\n" : `With the container:\n${first.join("")}`,
    ...(others.length === 0 ? [] : [`Not with the container:\n${others.join("")}`]),
  ].join("\n");
}

const WHEN = { timer: "when its time comes", failure: "when it fails", success: "when it has ended well" };

function relationText({ after, requires, wants, startedBy }: OrderedUnit): string {
  const needs = (name: string) => (requires.includes(name) ? " (requires)" : wants.includes(name) ? " (wants)" : "");
  const parts: [string, readonly string[]][] = [
    ["waits for", after.map((name) => `${name}${needs(name)}`)],
    ["requires", requires.filter((name) => !after.includes(name))],
    ["wants", wants.filter((name) => !after.includes(name))],
    ["started by", startedBy.map(({ unit, when }) => `${unit} ${WHEN[when]}`)],
  ];
  return parts
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what} ${names.join(", ")}`)
    .join("; ");
}

function orderDot(units: readonly OrderedUnit[]): string {
  const shown = new Set(units.map(({ name }) => name));
  const nodes = units.map(({ name, kind, startsWithContainer }) => {
    const shape = kind === "target" ? "ellipse" : kind === "timer" ? "hexagon" : "box";
    return `  ${quoted(name)} [shape=${shape}${startsWithContainer ? "" : ", style=dashed"}];\n`;
  });
  const edge = (from: string, to: string, attributes: string) =>
    shown.has(from) ? [`  ${quoted(from)} -> ${quoted(to)}${attributes === "" ? "" : ` [${attributes}]`};\n`] : [];
  const edges = units.flatMap(({ name, after, requires, startedBy }) => [
    ...after.flatMap((other) => edge(other, name, requires.includes(other) ? "" : "style=dashed")),
    ...startedBy.flatMap(({ unit, when }) => edge(unit, name, `style=dotted, label="${when}"`)),
  ]);
  return `// Arrows: required and waited for; dashed: only waited for; dotted: starts it. Dashed units do not start with the container.
digraph services {\n  rankdir=LR;\n${nodes.join("")}${edges.join("")}}\n`;
}

/** A unit's name may have a backslash, which would begin an escape in a label. */
const quoted = (name: string): string => `"${name.replaceAll("\\", "\\\\")}"`;
