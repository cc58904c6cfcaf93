import { type MachinePlan, machinePlan } from "./machine/machine-plan.ts";
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
export function play(plan: PlayedPlan, failing?: string): string[] {
  return new Player(plan, failing).run();
}

type PlayedPlan = Pick<PlanFile, "units" | "graceSeconds">;

class Player {
  readonly #units: PlanFile["units"];
  readonly #failing: string | undefined;
  readonly #machine: MachinePlan;
  readonly #lines: string[] = [];
  /** What happens next, the first first. */
  readonly #events: Event[] = [{ kind: "boot" }];
  /** Those that have not elapsed. */
  readonly #timers: string[];
  /** How often each unit was started. */
  readonly #starts = new Map<string, number>();
  #state: MachineState;
  #now = 0;

  constructor({ units, graceSeconds }: PlayedPlan, failing: string | undefined) {
    const settings = { graceMicros: graceSeconds * 1_000_000, keepUp: false, hasCommand: false };
    this.#units = units;
    this.#failing = failing;
    this.#machine = machinePlan({ units: withoutWatchdogs(units) }, settings);
    this.#state = initialState(this.#machine);
    this.#timers = Object.keys(units).filter((name) => units[name]?.timer !== undefined);
  }

  run(): string[] {
    const most = Math.max(MOST_STARTS, ...Object.values(this.#units).map(({ startLimit }) => startLimit?.burst ?? 0));
    while (!this.#state.finished) {
      const event = this.#endless(most) ?? this.#events.shift() ?? this.#laterEvent();
      const { state, commands } = step(this.#machine, this.#state, event, this.#now);
      this.#state = state;
      for (const command of commands) this.#carryOut(command);
    }
    const failing = this.#failing;
    if (failing !== undefined && !this.#starts.has(failing)) this.#say(`nothing has started ${failing}`);
    return this.#lines;
  }

  #say(text: string): void {
    this.#lines.push(`${(this.#now / 1e6).toFixed(1).padStart(7)} s  ${text}`);
  }

  #carryOut(command: Command): void {
    switch (command.kind) {
      case "bringUp":
        this.#start(command.unit);
        break;
      case "check":
        this.#events.push({ kind: "checked", unit: command.unit, result: "met" });
        break;
      case "signal":
        this.#events.push({ kind: "ended", unit: command.unit, number: command.pid, result: "success", code: 0 });
        break;
      case "runBeside":
        this.#events.push(...besides(command));
        break;
      case "record":
        if (command.entered)
          this.#say(`${command.unit} ${command.state === "inactive" ? "has ended" : `is ${command.state}`}`);
        break;
      case "ready":
        this.#say("everything that starts with the container has been started");
        break;
      case "say":
        this.#say(command.text);
        break;
      case "ending":
        this.#say(`the container ends, with ${command.code}`);
        break;
    }
  }

  #start(unit: string): void {
    const service = this.#units[unit]?.service;
    if (service === undefined) return;
    this.#starts.set(unit, (this.#starts.get(unit) ?? 0) + 1);
    const number = [...this.#starts.values()].reduce((sum, count) => sum + count, 0);
    this.#events.push({ kind: "running", unit, number }, ...course(unit, number, service, unit === this.#failing));
  }

  /** The end of what would go on for ever. */
  #endless(most: number): Event | undefined {
    if (this.#state.ending !== null) return undefined;
    const often = [...this.#starts].find(([, count]) => count > most);
    if (often === undefined) return undefined;
    this.#say(`${often[0]} would be started again and again`);
    return this.#stop();
  }

  /** Nothing happens by itself any more: time passes, a timer elapses, or the container is stopped. */
  #laterEvent(): Event {
    const deadline = nextDeadline(this.#state);
    if (deadline !== null) {
      this.#now = Math.max(this.#now, deadline);
      return { kind: "time" };
    }
    for (let unit = this.#timers.shift(); unit !== undefined; unit = this.#timers.shift()) {
      if (this.#state.units.get(unit)?.state !== "active") continue;
      this.#say(`${unit} elapses`);
      return { kind: "timerElapsed", unit };
    }
    return this.#stop();
  }

  #stop(): Event {
    this.#say("the container is told to stop");
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
