import type { Machine } from "./context.ts";
import { stopped } from "./outcome.ts";

/** Stops a unit that has that job, when everything that comes after it and is to stop has stopped. */
export function tryStop(m: Machine, name: string): void {
  const unit = m.unit(name);
  const { successors, kind } = m.planned(name);
  if (unit.state === "stopping" || successors.some((other) => m.isToStop(other))) return;
  if (kind !== "service" || unit.state === "restarting" || m.isDown(name)) {
    stopped(m, name);
    return;
  }
  const was = unit.state;
  m.enter(name, "stopping");
  m.do({ kind: "markStopping", unit: name });
  const service = m.service(name);
  // Which is bounded by itself.
  if (unit.finishing) return;
  if (was === "exited" || (was === "active" && service?.hasStop && unit.result === null)) {
    m.never(name);
    m.do({ kind: "runBeside", unit: name, what: "stop", number: unit.number, was, pid: unit.pid });
  } else {
    signal(m, name);
  }
}

/** The first attempt to end it: KillMode= and KillSignal=. */
export function signal(m: Machine, name: string, by?: string): void {
  const service = m.service(name);
  if (service === null) return;
  if (service.killMode !== "none") send(m, name, by ?? service.killSignal, service.killMode === "control-group");
  m.inTime(name, service.stopMicros, "stop");
}

/** The last attempt. What KillMode= leaves alone is left alone to the end. */
export function finalSignal(m: Machine, name: string): void {
  const service = m.service(name);
  if (service === null || service.finalSignal === null) return;
  send(m, name, service.finalSignal, service.killMode === "control-group" || service.killMode === "mixed");
}

function send(m: Machine, name: string, signal: string, toGroup: boolean): void {
  const { pid, mainPid } = m.unit(name);
  if (pid === null) return;
  m.do({ kind: "signal", unit: name, signal, target: toGroup ? "group" : "process", pid, mainPid });
}

/** The service is to end because of this, which counts as its result. */
export function giveUp(m: Machine, name: string, result: string, by?: string): void {
  const unit = m.unit(name);
  if (unit.state !== "starting" && unit.state !== "active") return;
  if (unit.finishing || unit.result !== null) return;
  unit.result = result;
  unit.code = 1;
  m.do({ kind: "writeResult", unit: name, result });
  signal(m, name, by);
}

export function watchdogFailed(m: Machine, name: string): void {
  const { state, result, finishing } = m.unit(name);
  if ((state !== "starting" && state !== "active") || result !== null || finishing) return;
  m.say(`${name} did not tell its watchdog that it is well`);
  giveUp(m, name, "watchdog", "ABRT");
}
