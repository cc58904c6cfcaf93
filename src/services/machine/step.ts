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
  // Late reports of an earlier start are ignored.
  if ("number" in event && event.kind !== "running" && m.unit(event.unit).number !== event.number) return;
  // The function for a kind takes events of that kind.
  const handler = HANDLERS[event.kind] as (m: Machine, event: Event) => void;
  handler(m, event);
}

type EventOf<Kind, One = Event> = One extends { readonly kind: infer Kinds }
  ? Kind extends Kinds
    ? One
    : never
  : never;

/** What each kind of event does. */
const HANDLERS: { readonly [Kind in Event["kind"]]: (m: Machine, event: EventOf<Kind>) => void } = {
  boot: (m) => {
    if (m.plan.units.has("default.target")) want(m, "default.target");
  },
  recover,
  time: pass,
  running: (m, { unit, number }) => running(m, unit, number),
  active: (m, { unit }) => active(m, unit),
  exited: (m, { unit }) => exited(m, unit),
  postFailed: (m, { unit }) => postFailed(m, unit),
  stopDone: (m, { unit }) => stopDone(m, unit),
  finishing: (m, { unit, pid }) => finishing(m, unit, pid),
  main: (m, { unit, pid }) => {
    m.unit(unit).mainPid = pid;
  },
  ended: (m, { unit, result, code }) => ended(m, unit, result, code),
  reloaded: (m, { unit, code }) => reloaded(m, unit, code),
  loggerFailed: (m, { unit, code }) => loggerFailed(m, unit, code),
  idle: (m, { unit }) => {
    m.state.idle = [...m.state.idle, unit];
  },
  notified,
  ask: (m, { id, what, unit }) => ask(m, id, what, unit),
  checked: (m, { unit, result }) => checked(m, unit, result),
  unsupervised: (m, { unit }) => unsupervised(m, unit),
  cancelled: (m, { unit }) => cancelled(m, unit),
  timerElapsed: (m, { unit }) => timerElapsed(m, unit),
  shutdown: (m, { code }) => requestShutDown(m, code),
  commandRunning: (m, { pid }) => commandRunning(m, pid),
  commandEnded: (m, { code }) => commandEnded(m, code),
};
