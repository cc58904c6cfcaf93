import type { Machine } from "./context.ts";
import { startFailed } from "./jobs.ts";
import { failed, started } from "./outcome.ts";

/** Starts a unit that has that job, if nothing is to come before it. */
export function tryStart(m: Machine, name: string): void {
  if (!m.isDown(name)) return;
  const { after, conflicts, requires, requisite } = m.planned(name);
  if (after.some((other) => m.unit(other).job !== null)) return;
  if (conflicts.some((other) => m.unit(other).job !== null)) return;
  // What it requires and comes after may have failed and be tried again: how that ends is waited for.
  const unsure = (other: string): boolean => m.unit(other).state === "restarting" || m.unit(other).retrying;
  if (requires.some((other) => unsure(other) && after.includes(other))) return;
  const missing = requisite.find((other) => !m.isUp(other));
  if (missing !== undefined) startFailed(m, name, `${missing}, its Requisite, is not active`);
  else if (m.service(name) !== null) startService(m, name);
  else if (m.planned(name).hasChecks) check(m, name);
  else started(m, name, "active");
}

function startService(m: Machine, name: string): void {
  const unit = m.unit(name);
  const limit = m.service(name)?.startLimit ?? null;
  if (limit !== null && limit.burst > 0) {
    const recent = unit.starts.filter((at) => at + limit.micros > m.now);
    unit.starts = recent;
    if (recent.length >= limit.burst) {
      unit.result = "start-limit-hit";
      failed(m, name);
      return;
    }
    unit.starts = [...recent, m.now];
  }
  unit.result = null;
  unit.number = null;
  unit.pid = null;
  m.enter(name, "starting");
  m.do({ kind: "bringUp", unit: name, environment: unit.environment });
}

function check(m: Machine, name: string): void {
  m.unit(name).checking = true;
  m.enter(name, "starting");
  m.do({ kind: "check", unit: name });
}

/** How the conditions of a target or timer are. */
export function checked(m: Machine, name: string, result: "met" | "condition" | "assert"): void {
  const unit = m.unit(name);
  if (!unit.checking) return;
  unit.checking = false;
  if (result === "met") started(m, name, "active");
  else if (result === "condition") skipped(m, name);
  else assertionFailed(m, name);
}

export function skipped(m: Machine, name: string): void {
  m.say(`${name} was skipped: a condition is not met`);
  started(m, name, "inactive");
}

export function assertionFailed(m: Machine, name: string): void {
  const unit = m.unit(name);
  unit.result = "assert";
  unit.code = 1;
  m.say(`${name}: an assertion is not met`);
  failed(m, name);
}
