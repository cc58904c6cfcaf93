import type { Machine } from "./context.ts";
import { fatal } from "./outcome.ts";
import { finish, shutDown } from "./shutdown.ts";
import { tryStart } from "./start.ts";
import { tryStop } from "./stop.ts";

/** Everything that may go on after something changed. */
export function settle(m: Machine): void {
  do {
    runJobs(m);
  } while (conclude(m));
}

/** Until nothing changes any more: one unit that stops or starts lets others go on. */
function runJobs(m: Machine): void {
  let done = -1;
  while (done !== m.commands.length) {
    done = m.commands.length;
    for (const name of m.names) {
      const { job } = m.unit(name);
      if (job === "start") tryStart(m, name);
      else if (job !== null) tryStop(m, name);
    }
  }
}

/** What follows for the container. @returns whether units may go on after that */
function conclude(m: Machine): boolean {
  const { state } = m;
  const { failing } = state;
  if (failing !== null && !failing.units.some((name) => isUnderWay(m, name))) {
    fatal(m, failing.code);
    return true;
  }
  const target = state.units.get("default.target");
  if (!state.ready && state.ending === null && (target === undefined || target.job === null)) {
    state.ready = true;
    m.do({ kind: "ready" });
    if (state.command === "waits") {
      state.command = "told";
      m.do({ kind: "commandGo" });
    }
  }
  if (state.idle.length > 0 && [...state.units.values()].every(({ job }) => job === null)) {
    for (const unit of state.idle) m.do({ kind: "releaseIdle", unit });
    state.idle = [];
  }
  if (state.failing !== null || isBusy(m)) return false;
  if (state.ending !== null) {
    finish(m);
    return false;
  }
  if (m.plan.settings.keepUp && [...m.names].some((name) => m.unit(name).state === "failed")) return false;
  shutDown(m, 0);
  return true;
}

function isUnderWay(m: Machine, name: string): boolean {
  const { job, state } = m.unit(name);
  return job !== null || state === "starting";
}

/** Whether there is still something to wait for. */
function isBusy(m: Machine): boolean {
  if (m.state.command === "waits" || m.state.command === "told") return true;
  return [...m.names].some((name) => {
    const { job, state } = m.unit(name);
    if (job !== null || state === "starting" || state === "stopping" || state === "restarting") return true;
    if (m.state.ending !== null) return m.isUp(name);
    return state === "active" && m.planned(name).kind !== "target";
  });
}
