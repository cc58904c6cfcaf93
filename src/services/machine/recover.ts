import type { Machine } from "./context.ts";
import { ended } from "./ended.ts";
import { want } from "./jobs.ts";
import { fatal } from "./outcome.ts";
import { shutDown } from "./shutdown.ts";
import { signal } from "./stop.ts";
import type { RecoveredUnit, Recovery } from "./types.ts";

/** How long the word of an end may be on its way. */
const LOST_END = 1_000_000;
/** An end may take TimeoutStopSec= for ExecStop=, for what is left, and for ExecStopPost=. */
const DEFAULT_STOP = 90_000_000;

/** A manager was killed, and this one takes over what it has left. Nobody knows any more who had asked for what. */
export function recover(m: Machine, found: Recovery): void {
  const { state } = m;
  m.say("the manager was started again");
  const known = new Map(Object.entries(found.units).filter(([name]) => m.plan.units.has(name)));
  // First all are as they were, for what one does depends on others.
  for (const [name, unit] of inOrder(m, known)) restore(m, name, unit);
  recoverCommand(m, found);
  state.ready = found.ready;
  if (found.ending !== null) shutDown(m, found.exitCode);
  for (const [name, unit] of inOrder(m, known)) resume(m, name, unit);
  if (found.ending !== null) return;
  recoverFailure(m, found.exitCode);
  if (!state.ready) wantUnknown(m, "default.target", new Set(known.keys()), new Set());
}

function inOrder(m: Machine, known: ReadonlyMap<string, RecoveredUnit>): [string, RecoveredUnit][] {
  return [...m.names].flatMap((name): [string, RecoveredUnit][] => {
    const unit = known.get(name);
    return unit === undefined ? [] : [[name, unit]];
  });
}

function restore(m: Machine, name: string, found: RecoveredUnit): void {
  const unit = m.unit(name);
  const isService = m.service(name) !== null;
  unit.state = found.state;
  unit.job = found.job;
  unit.environment = found.environment;
  unit.number = isService ? found.number : null;
  unit.code = 0;
  // What does not fit: the manager was killed before it wrote the rest.
  if (unit.state === "starting") unit.job ??= "start";
  if (unit.state === "stopping") unit.job ??= "stop";
  if (unit.job === "start" && m.isUp(name)) unit.job = null;
  if (unit.job !== "start" && m.isDown(name)) unit.job = null;
}

/** What was under way with it goes on. */
function resume(m: Machine, name: string, found: RecoveredUnit): void {
  const unit = m.unit(name);
  const service = m.service(name);
  if (service === null) {
    if (unit.state !== "starting") return;
    unit.checking = true;
    m.do({ kind: "check", unit: name });
    return;
  }
  if (unit.state === "restarting") {
    if (unit.job === "start") {
      unit.job = null;
      unit.retrying = true;
    }
    m.inTime(name, service.restartMicros, "restart");
  } else if (["starting", "active", "stopping"].includes(unit.state)) {
    if (service.type === "idle") m.do({ kind: "releaseIdle", unit: name });
    // It was to start, and has not said that it did.
    if (unit.number === null) m.do({ kind: "bringUp", unit: name, environment: unit.environment });
    else if (found.ended === "unknown") m.inTime(name, LOST_END, "lost-end");
    else if (found.ended !== null) ended(m, name, found.ended.result, found.ended.code);
    else follow(m, name, found.alive);
  }
}

function follow(m: Machine, name: string, alive: boolean): void {
  const unit = m.unit(name);
  const service = m.service(name);
  unit.pid = unit.number;
  if (unit.state === "starting") m.inTime(name, service?.startMicros ?? null, "start");
  else if (unit.state === "active") m.inTime(name, service?.watchdogMicros ?? null, "watchdog");
  else if (alive) signal(m, name);
  // What runs ExecStop= or cleans up will say that it has ended, if it was not killed too.
  else m.inTime(name, 3 * (service?.stopMicros ?? DEFAULT_STOP), "lost-end");
}

function recoverCommand(m: Machine, { command, ready, ending }: Recovery): void {
  const { state } = m;
  if (state.command === "none") return;
  if (command !== null) {
    state.command = command.alive ? "told" : "over";
    state.commandPid = command.alive ? command.pid : null;
  } else if (ready) {
    state.command = "told";
    // The word may not have been written; it is read once.
    if (ending === null) m.do({ kind: "commandGo" });
  } else if (ending !== null) {
    state.command = "over";
    m.do({ kind: "commandNo" });
  }
}

/** A unit has failed, and the container had not come to its end for that. */
function recoverFailure(m: Machine, exitCode: number): void {
  if (m.plan.settings.keepUp || m.state.failing !== null || m.state.ending !== null) return;
  const failed = [...m.names].filter((name) => m.unit(name).state === "failed");
  if (failed.length === 0) return;
  const units = failed.flatMap((name) => m.planned(name).onFailure);
  const code = exitCode === 0 ? 1 : exitCode;
  if (units.length === 0) fatal(m, code);
  else m.state.failing = { code, units };
}

/** What should start with the container, and what the manager before had not come to. */
function wantUnknown(m: Machine, name: string, known: ReadonlySet<string>, seen: Set<string>): void {
  if (seen.has(name) || !m.plan.units.has(name)) return;
  seen.add(name);
  if (!known.has(name)) {
    want(m, name, {}, new Set(known));
  } else if (m.isUp(name) || m.unit(name).job === "start") {
    for (const other of m.planned(name).pulls) wantUnknown(m, other, known, seen);
  }
}
