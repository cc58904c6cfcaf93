import { machinePlan } from "./machine/machine-plan.ts";
import { initialState, step } from "./machine/step.ts";
import { nextDeadline } from "./machine/time.ts";
import type { Command, Event, MachineState } from "./machine/types.ts";
import type { PlanFile, PlanService } from "./plan-file.ts";

/** How often a unit is started, unless a StartLimitBurst= allows more: what restarts for ever has shown it by then. */
const MOST_STARTS = 10;

/**
 * What the init would do, line by line, with the seconds since the container's start: all services start at once and do what they
 * should, but for `failing`, which ends with 1 whenever it is started. Conditions are met. When nothing more happens, each timer
 * elapses once, and then the container is told to stop.
 */
export function play({ units, graceSeconds }: Pick<PlanFile, "units" | "graceSeconds">, failing?: string): string[] {
  const settings = { graceMicros: graceSeconds * 1_000_000, keepUp: false, hasCommand: false };
  const plan = machinePlan({ units: withoutWatchdogs(units) }, settings);
  const lines: string[] = [];
  const events: Event[] = [{ kind: "boot" }];
  const timers = Object.keys(units).filter((name) => units[name]?.timer !== undefined);
  const starts = new Map<string, number>();
  const most = Math.max(MOST_STARTS, ...Object.values(units).map(({ startLimit }) => startLimit?.burst ?? 0));
  let state: MachineState = initialState(plan);
  let now = 0;
  let number = 0;
  const say = (text: string): void => {
    lines.push(`${(now / 1e6).toFixed(1).padStart(7)} s  ${text}`);
  };

  const start = (unit: string): void => {
    const service = units[unit]?.service;
    if (service === undefined) return;
    number += 1;
    starts.set(unit, (starts.get(unit) ?? 0) + 1);
    events.push({ kind: "running", unit, number }, ...course(unit, number, service, unit === failing));
  };
  const carryOut = (command: Command): void => {
    switch (command.kind) {
      case "bringUp":
        start(command.unit);
        break;
      case "check":
        events.push({ kind: "checked", unit: command.unit, result: "met" });
        break;
      case "signal":
        events.push({ kind: "ended", unit: command.unit, number: command.pid, result: "success", code: 0 });
        break;
      case "runBeside":
        events.push(...besides(command));
        break;
      case "record":
        if (command.entered && command.state !== "inactive") say(`${command.unit} is ${command.state}`);
        if (command.entered && command.state === "inactive") say(`${command.unit} has ended`);
        break;
      case "ready":
        say("everything that starts with the container has been started");
        break;
      case "say":
        say(command.text);
        break;
      case "ending":
        say(`the container ends, with ${command.code}`);
        break;
    }
  };

  while (!state.finished) {
    const next = step(plan, state, endless() ?? events.shift() ?? laterEvent(), now);
    state = next.state;
    next.commands.forEach(carryOut);
  }
  if (failing !== undefined && !starts.has(failing)) say(`nothing has started ${failing}`);
  return lines;

  /** The end of what would go on for ever. */
  function endless(): Event | undefined {
    if (state.ending !== null) return undefined;
    const often = [...starts].find(([, count]) => count > most);
    if (often === undefined) return undefined;
    say(`${often[0]} would be started again and again`);
    return stop();
  }

  /** Nothing happens by itself any more: time passes, a timer elapses, or the container is stopped. */
  function laterEvent(): Event {
    const deadline = nextDeadline(state);
    if (deadline !== null) {
      now = Math.max(now, deadline);
      return { kind: "time" };
    }
    while (timers.length > 0) {
      const unit = timers.shift() ?? "";
      if (state.units.get(unit)?.state !== "active") continue;
      say(`${unit} elapses`);
      return { kind: "timerElapsed", unit };
    }
    return stop();
  }

  function stop(): Event {
    say("the container is told to stop");
    return { kind: "shutdown", code: 0 };
  }
}

/** Services that do what they should tell their watchdogs so. */
function withoutWatchdogs(units: PlanFile["units"]): PlanFile["units"] {
  return Object.fromEntries(
    Object.entries(units).map(([name, unit]) => [
      name,
      unit.service === undefined ? unit : { ...unit, service: { ...unit.service, watchdogSeconds: undefined } },
    ]),
  );
}

/** What a start of a service says, in order. */
function course(unit: string, number: number, service: PlanService, fails: boolean): Event[] {
  const ended = (result: string, code: number): Event => ({ kind: "ended", unit, number, result, code });
  if (service.type === "oneshot") {
    if (fails) return [ended("exit-code", 1)];
    return service.remainAfterExit === true ? [{ kind: "exited", unit, number }] : [ended("success", 0)];
  }
  const started: Event[] = [{ kind: "active", unit, number }];
  return fails ? [...started, ended("exit-code", 1)] : started;
}

function besides({ unit, what, number, was }: Extract<Command, { kind: "runBeside" }>): Event[] {
  if (number === null) return [];
  if (what === "reload") return [{ kind: "reloaded", unit, number, code: 0 }];
  if (was === "active") return [{ kind: "stopDone", unit, number }];
  return [{ kind: "ended", unit, number, result: "success", code: 0 }];
}
