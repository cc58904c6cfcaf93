import { Machine } from "./context.ts";
import { cancelled, ended, unsupervised } from "./ended.ts";
import { want } from "./jobs.ts";
import type { MachinePlan } from "./machine-plan.ts";
import { notified } from "./notified.ts";
import { recover } from "./recover.ts";
import { ask, reloaded, timerElapsed } from "./requests.ts";
import { active, exited, finishing, loggerFailed, postFailed, running, stopDone } from "./running.ts";
import { settle } from "./settle.ts";
import { commandEnded, commandRunning, requestShutDown, TOO_LATE } from "./shutdown.ts";
import { checked } from "./start.ts";
import { pass } from "./time.ts";
import type { Command, Event, MachineState, UnitState } from "./types.ts";

/** Before the event `boot` or `recover`. */
export function initialState(plan: MachinePlan): MachineState {
  return {
    units: new Map(Array.from(plan.units.keys(), (name) => [name, IDLE])),
    asks: [],
    idle: [],
    ready: false,
    command: plan.settings.hasCommand ? "waits" : "none",
    commandPid: null,
    ending: null,
    killAt: null,
    hardEnd: null,
    failing: null,
    finished: false,
  };
}

const IDLE: UnitState = {
  state: "inactive",
  job: null,
  number: null,
  pid: null,
  mainPid: null,
  finishing: false,
  checking: false,
  result: null,
  code: null,
  codeOfLogger: null,
  retrying: false,
  deadline: null,
  reloadDeadline: null,
  starts: [],
  environment: {},
};

/**
 * What the manager does when something happens: what starts and stops, and in which order. Commands are to be done one after the
 * other. A unit that the plan does not have is not spoken of, but in `ask`.
 *
 * @param now microseconds; never less than before
 */
export function step(
  plan: MachinePlan,
  state: MachineState,
  event: Event,
  now: number,
): { readonly state: MachineState; readonly commands: readonly Command[] } {
  if (state.finished) {
    const late: Command[] = event.kind === "ask" ? [{ kind: "answer", id: event.id, code: 1, error: TOO_LATE }] : [];
    return { state, commands: late };
  }
  const m = new Machine(plan, state, now);
  if (!("unit" in event) || event.kind === "ask" || plan.units.has(event.unit)) handle(m, event);
  if (!m.state.finished) settle(m);
  return { state: m.state, commands: m.commands };
}

function handle(m: Machine, event: Event): void {
  // What an earlier start of a service says late counts for nothing.
  if ("number" in event && event.kind !== "running" && m.unit(event.unit).number !== event.number) return;
  switch (event.kind) {
    case "boot":
      if (m.plan.units.has("default.target")) want(m, "default.target");
      break;
    case "recover":
      recover(m, event);
      break;
    case "time":
      pass(m);
      break;
    case "running":
      running(m, event.unit, event.number);
      break;
    case "active":
      active(m, event.unit);
      break;
    case "exited":
      exited(m, event.unit);
      break;
    case "postFailed":
      postFailed(m, event.unit);
      break;
    case "stopDone":
      stopDone(m, event.unit);
      break;
    case "finishing":
      finishing(m, event.unit, event.pid);
      break;
    case "main":
      m.unit(event.unit).mainPid = event.pid;
      break;
    case "ended":
      ended(m, event.unit, event.result, event.code);
      break;
    case "reloaded":
      reloaded(m, event.unit, event.code);
      break;
    case "loggerFailed":
      loggerFailed(m, event.unit, event.code);
      break;
    case "idle":
      m.state.idle = [...m.state.idle, event.unit];
      break;
    case "notified":
      notified(m, event);
      break;
    case "ask":
      ask(m, event.id, event.what, event.unit);
      break;
    case "checked":
      checked(m, event.unit, event.result);
      break;
    case "unsupervised":
      unsupervised(m, event.unit);
      break;
    case "cancelled":
      cancelled(m, event.unit);
      break;
    case "timerElapsed":
      timerElapsed(m, event.unit);
      break;
    case "shutdown":
      requestShutDown(m, event.code);
      break;
    case "commandRunning":
      commandRunning(m, event.pid);
      break;
    case "commandEnded":
      commandEnded(m, event.code);
      break;
  }
}
