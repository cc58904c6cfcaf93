import { secondsText } from "./seconds-text.ts";
import type { Unit } from "./service.ts";

/** The manager's plan: for each unit its relations and, for a service, when and how it is started again and stopped. */
export function renderPlan(order: Iterable<Unit>): string {
  const blocks = [...order].map((unit) => {
    const lines = planLines(unit).filter(([, value]) => value !== "");
    return `unit ${unit.name}\n${lines.map(([key, value]) => `${key} ${value}\n`).join("")}`;
  });
  return `# What the manager knows of the units. A name alone on a line has no value; times are in seconds.\n\n${blocks.join("\n")}`;
}

function planLines(unit: Unit): [key: string, value: string][] {
  const { name, aliases, dependencies, startLimit, service, own } = unit;
  const relations: [string, readonly string[]][] = [
    ["aliases", aliases],
    ["after", dependencies.after],
    ["requires", dependencies.requires],
    ["wants", dependencies.wants],
    ["requisite", dependencies.requisite],
    ["binds", dependencies.bindsTo],
    ["part_of", dependencies.partOf],
    ["conflicts", dependencies.conflicts],
    ["upholds", dependencies.upholds],
    ["on_failure", dependencies.onFailure],
    ["on_success", dependencies.onSuccess],
  ];
  const lines = relations.map(([key, names]): [string, string] => [key, names.join(" ")]);
  if (own !== undefined) return [...lines, ...ownLines];
  if (service === undefined) {
    return name.endsWith(".target") ? [...lines, ["has_checks", hasChecks(unit) ? "yes" : ""]] : [];
  }
  return [
    ...lines,
    ["type", service.type],
    ["start_timeout", secondsText(service.startSeconds)],
    ["stop_timeout", secondsText(service.stopSeconds)],
    ["kill_mode", service.killMode],
    ["kill_signal", service.killSignal],
    ["final_signal", service.finalSignal ?? ""],
    ["has_stop", service.commands.stop.length > 0 ? "yes" : ""],
    ["has_post", service.commands.startPost.length > 0 ? "yes" : ""],
    ["preserves", service.preserveRuntimeDirectory === "restart" ? "yes" : ""],
    ["restart", service.restart === "no" ? "" : service.restart],
    [
      "restart_delay",
      service.restart === "no" && service.restartForce.length === 0 ? "" : secondsText(service.restartSeconds),
    ],
    ["restart_prevent", service.restartPrevent.join(" ")],
    ["restart_force", service.restartForce.join(" ")],
    ["limit_interval", secondsText(startLimit.intervalSeconds)],
    ["limit_burst", String(startLimit.burst)],
    ["watchdog", service.watchdogSeconds === undefined ? "" : secondsText(service.watchdogSeconds)],
  ];
}

export function hasChecks({ conditions, assertions }: Unit): boolean {
  return conditions.length + assertions.length > 0;
}

/** A timer's script is started again whenever it ends. */
const ownLines: [string, string][] = [
  ["type", "simple"],
  ["start_timeout", "90"],
  ["stop_timeout", "5"],
  ["kill_mode", "control-group"],
  ["kill_signal", "TERM"],
  ["final_signal", "KILL"],
  ["restart", "always"],
  ["restart_delay", "1"],
];
