import { signalOf } from "../process-status.ts";
import type { Machine } from "./context.ts";
import { failDependents, isUpheld, unwant, want } from "./jobs.ts";
import { shutDown } from "./shutdown.ts";
import type { Environment } from "./types.ts";

/** A start has come to its end: the unit is in the state it shall have. */
export function started(m: Machine, name: string, state: "active" | "exited" | "inactive"): void {
  const unit = m.unit(name);
  if (unit.job === "start") unit.job = null;
  unit.retrying = false;
  unit.checking = false;
  m.enter(name, state);
  // A stop that came meanwhile goes first, and tells those who asked.
  if (unit.job === null) m.answer(name, ["start", "restart"], 0, null);
}

/** It does not run any more, and is started again if that is its job or somebody upholds it. */
export function stopped(m: Machine, name: string): void {
  const unit = m.unit(name);
  const again = m.state.ending === null && (unit.job === "restart" || isUpheld(m, name));
  forget(m, name);
  m.enter(name, "inactive", again);
  m.answer(name, ["stop"], 0, null);
  m.answer(name, ["reload"], 1, `${name} is not active`);
  if (again) want(m, name, unit.environment);
  else m.answer(name, ["start", "restart"], 1, `${name} was stopped`);
}

/** It has failed and nothing starts it again: that ends the container, after OnFailure=. */
export function failed(m: Machine, name: string): void {
  const unit = m.unit(name);
  const { onFailure, boundBy } = m.planned(name);
  const code = unit.code ?? 1;
  const exit = code === 0 ? 1 : code;
  const ends = m.state.ending === null;
  forget(m, name);
  // A manager that comes after this one finds the code, should this one go no further.
  if (ends && m.state.failing === null && !m.plan.settings.keepUp) m.do({ kind: "exitCode", code: exit });
  m.enter(name, "failed");
  const text = `${name} failed: ${unit.result ?? "exit-code"}, exit code ${code}`;
  m.say(text);
  m.answer(name, ["start", "restart", "reload"], 1, text);
  m.answer(name, ["stop"], 0, null);
  failDependents(m, name);
  for (const other of boundBy) unwant(m, other);
  if (!ends) return;
  if (onFailure.length === 0) {
    fatal(m, m.state.failing?.code ?? exit);
    return;
  }
  for (const other of onFailure) want(m, other, monitorEnvironment(m, name));
  const before = m.state.failing ?? { code: exit, units: [] };
  m.state.failing = { code: before.code, units: [...before.units, ...onFailure] };
}

export function fatal(m: Machine, code: number): void {
  m.state.failing = null;
  if (m.plan.settings.keepUp) m.say("the container stays up, as S6_DONT_TERMINATE_ON_ERROR says");
  else shutDown(m, code);
}

/** What OnFailure= and OnSuccess= units hear of the unit (man systemd.exec); the invocation is added by who starts them. */
export function monitorEnvironment(m: Machine, name: string): Environment {
  const { result, code } = m.unit(name);
  const signal = code !== null && result !== "exit-code" ? signalOf(code - 128) : undefined;
  return {
    MONITOR_UNIT: name,
    MONITOR_SERVICE_RESULT: result ?? "success",
    MONITOR_EXIT_CODE: signal === undefined ? "exited" : "killed",
    MONITOR_EXIT_STATUS: signal ?? String(code ?? 0),
  };
}

function forget(m: Machine, name: string): void {
  const unit = m.unit(name);
  unit.job = null;
  unit.number = null;
  unit.pid = null;
  unit.mainPid = null;
  unit.finishing = false;
  unit.checking = false;
  unit.retrying = false;
  unit.codeOfLogger = null;
  unit.reloadDeadline = null;
  m.never(name);
}
