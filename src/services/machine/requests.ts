import type { Machine } from "./context.ts";
import { renew, unwant, want } from "./jobs.ts";
import { TOO_LATE } from "./shutdown.ts";
import type { Ask } from "./types.ts";

/** Exit codes of the program `unit`. */
const FAILED = 1;
const NO_SUCH_UNIT = 2;

/** What the program `unit` asks for. Each is answered once. */
export function ask(m: Machine, id: number, what: Ask["what"], called: string): void {
  const name = m.plan.called.get(called);
  const refused = refusal(m, what, called, name);
  if (name === undefined || refused !== null) {
    m.do({ kind: "answer", id, code: name === undefined ? NO_SUCH_UNIT : FAILED, error: refused });
    return;
  }
  m.state.asks = [...m.state.asks, { id, what, unit: name }];
  const isOver = act(m, what, name);
  if (isOver) m.answer(name, [what], 0, null);
}

/** Why it is not even tried, if it is not. */
function refusal(m: Machine, what: Ask["what"], called: string, name: string | undefined): string | null {
  if (name === undefined) {
    const why = called.includes("@") ? ": an instance is declared with the image" : "";
    return `there is no unit ${called}${why}`;
  }
  if (what === "start" || what === "restart") return m.state.ending === null ? null : TOO_LATE;
  if (what !== "reload") return null;
  if (m.service(name)?.hasReload !== true) return `${name} cannot be reloaded: it has no ExecReload=`;
  const { state, finishing } = m.unit(name);
  return state === "active" && !finishing ? null : `${name} is not active`;
}

/** @returns whether it is done already */
function act(m: Machine, what: Ask["what"], name: string): boolean {
  const unit = m.unit(name);
  switch (what) {
    case "start":
      want(m, name);
      return unit.job === null;
    case "restart":
      if (m.isDown(name)) want(m, name);
      else if (unit.job === "stop") m.setJob(name, "restart");
      else renew(m, name);
      return false;
    case "stop":
      unwant(m, name);
      return unit.job === null;
    case "wait":
      return m.isDown(name);
    case "reload":
      reload(m, name);
      return false;
  }
}

function reload(m: Machine, name: string): void {
  const unit = m.unit(name);
  const micros = m.service(name)?.startMicros ?? null;
  unit.reloadDeadline = micros === null ? null : m.now + micros;
  m.do({
    kind: "runBeside",
    unit: name,
    what: "reload",
    number: unit.number,
    was: "active",
    pid: unit.mainPid ?? unit.pid,
  });
}

/** ExecReload= has been run. Of a notify-reload service READY=1 is awaited then. */
export function reloaded(m: Machine, name: string, code: number): void {
  if (code === 0 && m.service(name)?.type === "notify-reload") return;
  const oldest = m.state.asks.find(({ what, unit }) => what === "reload" && unit === name);
  if (oldest === undefined) return;
  m.state.asks = m.state.asks.filter((ask) => ask !== oldest);
  if (!m.state.asks.some(({ what, unit }) => what === "reload" && unit === name)) m.unit(name).reloadDeadline = null;
  m.do({ kind: "answer", id: oldest.id, code, error: code === 0 ? null : `${name}: ExecReload= ended with ${code}` });
}

/** A timer wants its unit. */
export function timerElapsed(m: Machine, timer: string): void {
  const called = m.planned(timer).triggers;
  const name = called === null ? undefined : m.plan.called.get(called);
  if (name === undefined || m.unit(timer).state !== "active") return;
  want(m, name, { TRIGGER_UNIT: timer });
}
