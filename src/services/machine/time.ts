import { type Machine, secondsOf } from "./context.ts";
import { ended } from "./ended.ts";
import { stopped } from "./outcome.ts";
import { finish, killEverything } from "./shutdown.ts";
import { finalSignal, giveUp, watchdogFailed } from "./stop.ts";
import type { DeadlineKind, MachineState } from "./types.ts";

/** When the event `time` is to come, at the latest; null: it need not. */
export function nextDeadline(state: MachineState): number | null {
  let next: number | null = null;
  const notLater = (at: number | null | undefined): void => {
    if (at !== null && at !== undefined && (next === null || at < next)) next = at;
  };
  if (state.finished) return null;
  for (const { deadline, reloadDeadline } of state.units.values()) {
    notLater(deadline?.at);
    notLater(reloadDeadline);
  }
  notLater(state.killAt);
  notLater(state.hardEnd);
  return next;
}

/** Does what was to happen by now. */
export function pass(m: Machine): void {
  const isDue = (at: number | null): boolean => at !== null && at <= m.now;
  for (const name of m.names) {
    const unit = m.unit(name);
    // What one brings may take away another.
    if (unit.deadline !== null && isDue(unit.deadline.at)) {
      const { what } = unit.deadline;
      m.never(name);
      ELAPSED[what](m, name);
    }
    if (isDue(unit.reloadDeadline)) {
      unit.reloadDeadline = null;
      m.answer(name, ["reload"], 1, `${name} did not reload in ${secondsOf(m.service(name)?.startMicros ?? null)} s`);
    }
  }
  if (isDue(m.state.killAt)) killEverything(m);
  if (isDue(m.state.hardEnd)) finish(m);
}

/** What happens to a unit when a deadline of each kind has passed. */
const ELAPSED: { readonly [Kind in DeadlineKind]: (m: Machine, name: string) => void } = {
  start: (m, name) => {
    m.say(`${name} did not start in ${secondsOf(m.service(name)?.startMicros ?? null)} s`);
    giveUp(m, name, "timeout");
  },
  stop: (m, name) => {
    m.say(`${name} did not stop in ${secondsOf(m.service(name)?.stopMicros ?? null)} s`);
    finalSignal(m, name);
  },
  "lost-end": (m, name) => ended(m, name, "exit-code", 1),
  restart,
  watchdog: watchdogFailed,
};

function restart(m: Machine, name: string): void {
  const unit = m.unit(name);
  if (m.state.ending !== null) {
    stopped(m, name);
    return;
  }
  // For others it has not been inactive meanwhile.
  unit.state = "inactive";
  unit.job = "start";
}
