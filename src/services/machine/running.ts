import type { Machine } from "./context.ts";
import { started } from "./outcome.ts";
import { giveUp, signal } from "./stop.ts";

/** What its own program says of a start, from the beginning to the end of its main process. */

/** A start of it, which has this number from now on. */
export function running(m: Machine, name: string, number: number): void {
  const unit = m.unit(name);
  if (unit.number === number) return;
  if (m.service(name) === null || !["starting", "active", "stopping"].includes(unit.state)) {
    // A supervisor may have been killed, or what cleans up after a service.
    m.do({ kind: "killUnasked", unit: name, pid: number });
    return;
  }
  if (unit.number !== null) m.say(`${name} was started again by its supervisor`);
  unit.number = number;
  unit.pid = number;
  unit.mainPid = null;
  unit.finishing = false;
  m.record(name, false);
  if (unit.state === "stopping" || unit.result !== null) signal(m, name);
  else if (unit.state === "starting") m.inTime(name, m.service(name)?.startMicros ?? null, "start");
}

export function active(m: Machine, name: string): void {
  const unit = m.unit(name);
  if (unit.state !== "starting" || unit.result !== null) return;
  m.inTime(name, m.service(name)?.watchdogMicros ?? null, "watchdog");
  started(m, name, "active");
}

/** RemainAfterExit=: it is active without a process. If it was told to stop just then, ExecStop= is still to be run. */
export function exited(m: Machine, name: string): void {
  const unit = m.unit(name);
  m.never(name);
  unit.code = 0;
  unit.pid = null;
  unit.mainPid = null;
  started(m, name, "exited");
}

/** What cleans up after it runs now, in this process group. */
export function finishing(m: Machine, name: string, pid: number): void {
  const unit = m.unit(name);
  unit.pid = pid;
  unit.mainPid = null;
  unit.finishing = true;
  m.never(name);
}

export function postFailed(m: Machine, name: string): void {
  m.say(`${name}: ExecStartPost failed`);
  giveUp(m, name, "exit-code");
}

/** ExecStop= has been run, for a service that was active. */
export function stopDone(m: Machine, name: string): void {
  const { state, pid, finishing } = m.unit(name);
  if (state === "stopping" && pid !== null && !finishing) signal(m, name);
}

export function loggerFailed(m: Machine, name: string, code: number): void {
  const unit = m.unit(name);
  if ((unit.state !== "starting" && unit.state !== "active") || unit.result !== null || unit.finishing) return;
  m.say(`${name}: its logger cannot be started`);
  unit.codeOfLogger = code === 0 ? 1 : code;
  giveUp(m, name, "resources");
}
