import type { Machine } from "./context.ts";
import type { Environment } from "./types.ts";

/**
 * It and what it needs shall run.
 *
 * @param seen units that are left as they are; those that are wanted are added, for two may pull each other in and conflict
 */
export function want(m: Machine, name: string, environment: Environment = {}, seen: Set<string> = new Set()): void {
  if (m.state.ending !== null || seen.has(name)) return;
  seen.add(name);
  const unit = m.unit(name);
  if (unit.job === "stop") {
    unit.environment = environment;
    m.setJob(name, "restart");
    return;
  }
  if (unit.job !== null || m.isUp(name)) return;
  if (m.isWantedTooOften(name)) {
    if (m.isDown(name)) startFailed(m, name, "units that conflict pull each other in");
    return;
  }
  if (unit.state !== "restarting") unit.environment = environment;
  m.setJob(name, "start");
  const { conflicts, pulls } = m.planned(name);
  for (const other of conflicts) unwant(m, other);
  for (const other of pulls) want(m, other, {}, seen);
}

/** It and what depends on it shall not run. */
export function unwant(m: Machine, name: string): void {
  const unit = m.unit(name);
  if (m.isDown(name)) {
    if (unit.job === "start") startFailed(m, name, "it is to stop");
    return;
  }
  if (unit.job === "stop") return;
  m.setJob(name, "stop");
  for (const other of m.planned(name).stopsWith) unwant(m, other);
}

/** It runs, or is about to: it shall stop and start again, and with it what depends on it. */
export function renew(m: Machine, name: string): void {
  if (m.isDown(name) || m.isToStop(name)) return;
  m.setJob(name, "restart");
  renewDependents(m, name);
}

/** What depends on it and waits for its start needs not stop first. */
export function renewDependents(m: Machine, name: string): void {
  for (const other of m.planned(name).stopsWith) renew(m, other);
}

/** A start has failed before anything ran. */
export function startFailed(m: Machine, name: string, reason: string): void {
  const unit = m.unit(name);
  unit.job = null;
  unit.retrying = false;
  const text = `${name} is not started: ${reason}`;
  m.enter(name, "inactive");
  m.say(text);
  m.answer(name, ["start", "restart"], 1, text);
  failDependents(m, name);
}

/** What requires it and has not begun to start will not. */
export function failDependents(m: Machine, name: string): void {
  for (const other of m.planned(name).requiredBy)
    if (m.unit(other).job === "start" && m.isDown(other)) startFailed(m, other, `${name}, which it requires, failed`);
}

/** Upholds=: whether a unit that is up, or is to be, wants it up too. */
export function isUpheld(m: Machine, name: string): boolean {
  if (m.state.ending !== null) return false;
  return m.planned(name).upheldBy.some((other) => {
    const { job } = m.unit(other);
    return job === "start" || (job === null && m.isUp(other));
  });
}
