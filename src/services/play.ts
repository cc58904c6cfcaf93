import { machinePlan } from "./machine/machine-plan.ts";
import { initialState, step } from "./machine/step.ts";
import { nextDeadline } from "./machine/time.ts";
import type { Command, Event, MachineState } from "./machine/types.ts";
import type { PlanFile, PlanService } from "./plan-file.ts";

/** More than any plan needs; what restarts for ever ends here. */
const MOST_STEPS = 100_000;
/** Microseconds. What has run for so long will not fail any more. */
const LONGEST = 3_600_000_000;

/**
 * What the init would do, line by line, with the seconds since the container's start: all services start at once and do what they
 * should, but for `failing`, which ends with 1 whenever it is started. When nothing more happens, the container is told to stop.
 */
export function play({ units, graceSeconds }: Pick<PlanFile, "units" | "graceSeconds">, failing?: string): string[] {
  const settings = { graceMicros: graceSeconds * 1_000_000, keepUp: false, hasCommand: false };
  const plan = machinePlan({ units }, settings);
  const lines: string[] = [];
  const events: Event[] = [{ kind: "boot" }];
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

  for (let steps = 0; steps < MOST_STEPS && !state.finished; steps++) {
    const event = events.shift() ?? laterEvent();
    const next = step(plan, state, event, now);
    state = next.state;
    next.commands.forEach(carryOut);
  }
  return lines;

  /** Nothing happens by itself any more: time passes, or the container is stopped. */
  function laterEvent(): Event {
    const deadline = nextDeadline(state);
    if (deadline !== null && deadline < LONGEST) {
      now = Math.max(now, deadline);
      return { kind: "time" };
    }
    say("the container is told to stop");
    return { kind: "shutdown", code: 0 };
  }
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
