import { LONGEST, type MachinePlan, type MachineService, type MachineUnit } from "./machine-plan.ts";
import type { ActiveState, Ask, Command, DeadlineKind, MachineState, UnitState } from "./types.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** One step: a copy of the state that may be changed, and what is to be done. */
export class Machine {
  readonly plan: MachinePlan;
  readonly now: number;
  readonly state: Mutable<MachineState>;
  readonly commands: Command[] = [];
  /** How often units got the job to start in this step. */
  private readonly wanted = new Map<string, number>();
  private readonly drafts: Map<string, Mutable<UnitState>>;

  constructor(plan: MachinePlan, state: MachineState, now: number) {
    this.plan = plan;
    this.now = now;
    this.drafts = new Map(Array.from(state.units, ([name, unit]) => [name, { ...unit }]));
    this.state = { ...state, units: this.drafts };
  }

  get names(): Iterable<string> {
    return this.plan.units.keys();
  }

  /** Of a name that the plan has. */
  unit(name: string): Mutable<UnitState> {
    return there(this.drafts.get(name), name);
  }

  planned(name: string): MachineUnit {
    return there(this.plan.units.get(name), name);
  }

  service(name: string): MachineService | null {
    return this.planned(name).service;
  }

  do(command: Command): void {
    this.commands.push(command);
  }

  say(text: string): void {
    this.do({ kind: "say", text });
  }

  /** Units that conflict and pull each other in could go on like that for ever. */
  isWantedTooOften(name: string): boolean {
    const times = (this.wanted.get(name) ?? 0) + 1;
    this.wanted.set(name, times);
    return times > 3;
  }

  setJob(name: string, job: UnitState["job"]): void {
    this.unit(name).job = job;
    this.record(name, false);
  }

  /** @param keeps whether the folders of RuntimeDirectoryPreserve=restart stay, for the unit starts again */
  enter(name: string, state: ActiveState, keeps = false): void {
    this.unit(name).state = state;
    const down = state === "inactive" || state === "failed";
    if (down && !keeps && this.service(name)?.preserves) this.do({ kind: "removeDirectories", unit: name });
    this.record(name, true);
    if (down) this.answer(name, ["wait"], 0, null);
  }

  record(name: string, entered: boolean): void {
    const { state, number, job } = this.unit(name);
    this.do({ kind: "record", unit: name, state, number, job, entered });
  }

  /** At most one thing is awaited for a unit; null: for ever. */
  inTime(name: string, micros: number | null, what: DeadlineKind): void {
    this.unit(name).deadline = micros === null ? null : { at: this.now + Math.min(micros, LONGEST), what };
  }

  never(name: string): void {
    this.unit(name).deadline = null;
  }

  /** Those who asked one of these things of a unit are told how it went. */
  answer(name: string, what: readonly Ask["what"][], code: number, error: string | null): void {
    const concerns = (ask: Ask): boolean => ask.unit === name && what.includes(ask.what);
    for (const ask of this.state.asks) if (concerns(ask)) this.do({ kind: "answer", id: ask.id, code, error });
    this.state.asks = this.state.asks.filter((ask) => !concerns(ask));
  }

  isUp(name: string): boolean {
    const { state } = this.unit(name);
    return state === "active" || state === "exited";
  }

  /** It does not run, and nothing of it does. */
  isDown(name: string): boolean {
    const { state } = this.unit(name);
    return state === "inactive" || state === "failed";
  }

  /** It has a job whose first part is to stop. */
  isToStop(name: string): boolean {
    const { job } = this.unit(name);
    return job === "stop" || job === "restart";
  }
}

function there<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`there is no unit ${name}`);
  return value;
}

/** Seconds for people, with at most three digits after the point. */
export function secondsOf(micros: number | null): string {
  if (micros === null) return "infinity";
  const thousandths = Math.floor((micros + 500) / 1000);
  const fraction = String(thousandths % 1000)
    .padStart(3, "0")
    .replace(/(?<!0)0+$/, "");
  const whole = String(Math.floor(thousandths / 1000));
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
