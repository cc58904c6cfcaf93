import type { Machine } from "./context.ts";
import { renewDependents, unwant, want } from "./jobs.ts";
import { failed, monitorEnvironment, started, stopped } from "./outcome.ts";
import { isStartedAgain } from "./restart.ts";
import { assertionFailed, skipped } from "./start.ts";

/** A start of a service has ended, and all that was left of it. */
export function ended(m: Machine, name: string, how: string, code: number): void {
  const unit = m.unit(name);
  m.never(name);
  m.answer(name, ["reload"], 1, `${name} is not active`);
  unit.number = null;
  unit.pid = null;
  unit.mainPid = null;
  unit.finishing = false;
  unit.reloadDeadline = null;
  unit.code = unit.codeOfLogger ?? code;
  unit.codeOfLogger = null;
  unit.result ??= how;
  if (unit.state === "stopping") {
    stopped(m, name);
    return;
  }
  const isStarting = unit.state === "starting";
  // It should have sent READY=1 first.
  if (isStarting && unit.result === "success" && m.service(name)?.type.startsWith("notify")) unit.result = "protocol";
  const isSkipped = isStarting && unit.result === "condition";
  const well = unit.result === "success" || isSkipped;
  const again = isStartedAgain(m, name);
  if (unit.job === "restart" || (unit.job === "stop" && (well || again))) {
    stopped(m, name);
  } else if (isSkipped) {
    skipped(m, name);
  } else if (isStarting && unit.result === "assert") {
    assertionFailed(m, name);
  } else if (again && unit.job !== "stop") {
    if (!well) m.say(`${name} ended with ${unit.code} (${unit.result}) and is started again`);
    waitForRestart(m, name);
  } else if (well) {
    endedWell(m, name);
  } else {
    failed(m, name);
  }
}

function waitForRestart(m: Machine, name: string): void {
  const unit = m.unit(name);
  if (unit.job === "start") {
    // What only comes after it need not wait for the next attempt; what requires it does.
    unit.job = null;
    unit.retrying = true;
  }
  m.enter(name, "restarting");
  m.inTime(name, m.service(name)?.restartMicros ?? 0, "restart");
  if (!unit.retrying) renewDependents(m, name);
}

function endedWell(m: Machine, name: string): void {
  const { boundBy, onSuccess } = m.planned(name);
  if (m.unit(name).job === "start") started(m, name, "inactive");
  else stopped(m, name);
  for (const other of boundBy) unwant(m, other);
  for (const other of onSuccess) want(m, other, monitorEnvironment(m, name));
}

/** Its supervisor does not answer. */
export function unsupervised(m: Machine, name: string): void {
  const { state, number } = m.unit(name);
  if ((state !== "starting" && state !== "stopping") || number !== null || m.service(name) === null) return;
  m.say(`${name} has no supervisor`);
  ended(m, name, "resources", 1);
}

/** It was to start and then to stop, before anything of it was there. */
export function cancelled(m: Machine, name: string): void {
  const { state, number } = m.unit(name);
  if (state === "stopping" && number === null) stopped(m, name);
}
