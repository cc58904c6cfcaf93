import type { Machine } from "./context.ts";
import { unwant } from "./jobs.ts";

/** What those hear whose request comes too late. */
export const TOO_LATE = "the container ends";

/** Half a second for what is killed to be gone. */
const HARD_END = 500_000;

/** Somebody asks for the end. A unit that has failed had begun it, and its code stays. */
export function requestShutDown(m: Machine, code: number): void {
  const failing = m.plan.settings.keepUp ? null : m.state.failing;
  shutDown(m, failing?.code ?? code);
}

/** The container ends: its command first, then the services in reverse order. */
export function shutDown(m: Machine, code: number): void {
  const { state } = m;
  if (state.ending !== null) return;
  state.ending = code;
  state.failing = null;
  state.killAt = m.now + m.plan.settings.graceMicros;
  m.do({ kind: "ending", code });
  for (const name of m.names) {
    if (m.unit(name).job !== "start" || !m.isDown(name)) continue;
    m.setJob(name, null);
    m.unit(name).retrying = false;
    m.answer(name, ["start", "restart"], 1, TOO_LATE);
  }
  if (state.command === "told") {
    // Services stop when it has ended. If it has not said yet that it runs, it is told when it does.
    if (state.commandPid !== null) m.do({ kind: "signalCommand", signal: "TERM", pid: state.commandPid });
    return;
  }
  if (state.command === "waits") {
    m.do({ kind: "commandNo" });
    state.command = "over";
  }
  stopEverything(m);
}

function stopEverything(m: Machine): void {
  for (const name of m.names) unwant(m, name);
}

export function commandRunning(m: Machine, pid: number): void {
  if (m.state.command === "none" || m.state.command === "over") return;
  m.state.command = "told";
  m.state.commandPid = pid;
  if (m.state.ending !== null) m.do({ kind: "signalCommand", signal: "TERM", pid });
}

export function commandEnded(m: Machine, code: number): void {
  const { state } = m;
  if (state.command === "none") return;
  const waited = state.command === "told";
  state.command = "over";
  state.commandPid = null;
  if (state.ending === null) {
    shutDown(m, code);
  } else if (waited) {
    state.ending = code;
    m.do({ kind: "exitCode", code });
    stopEverything(m);
  }
}

/** The grace period is over: no order any more. */
export function killEverything(m: Machine): void {
  const { state } = m;
  m.say("not everything stopped in time");
  state.killAt = null;
  state.hardEnd = m.now + HARD_END;
  if (state.commandPid !== null) m.do({ kind: "signalCommand", signal: "KILL", pid: state.commandPid });
  state.command = "over";
  state.commandPid = null;
  for (const name of m.names) {
    const unit = m.unit(name);
    m.never(name);
    unit.checking = false;
    if (unit.number !== null) {
      unit.job = "stop";
      m.do({ kind: "markStopping", unit: name });
      if (unit.state !== "stopping") m.enter(name, "stopping");
    } else if (unit.state !== "failed") {
      unit.job = null;
      if (unit.state !== "inactive") m.enter(name, "inactive");
    }
  }
  m.do({ kind: "killEverything" });
}

/** Whoever still waits for something hears that it will not come. */
export function finish(m: Machine): void {
  for (const { id } of m.state.asks) m.do({ kind: "answer", id, code: 1, error: TOO_LATE });
  m.state.asks = [];
  m.state.killAt = null;
  m.state.hardEnd = null;
  m.state.finished = true;
  m.do({ kind: "finish" });
}
