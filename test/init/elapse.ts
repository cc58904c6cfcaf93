import { execFileSync } from "node:child_process";
import type { PlanCalendar, PlanTimer } from "../../src/services/plan-file.ts";
import { planTimer } from "../../src/services/timers/plan-timer.ts";
import { readTimer } from "../../src/services/timers/read-timer.ts";
import type { UnitSection } from "../../src/services/unit.ts";
import { elapseProgram } from "./built.ts";

/** Where the machine that tests has time zones. */
const ZONEINFO = "/usr/share/zoneinfo";

export function timerOf(timerConfig: UnitSection): PlanTimer {
  return planTimer(readTimer("job", { timerConfig }, { path: [] }).timer, ZONEINFO);
}

export function calendarOf(expression: string): PlanCalendar {
  const [calendar] = timerOf({ OnCalendar: expression }).calendars ?? [];
  if (calendar === undefined) throw new Error(`"${expression}" is no expression`);
  return calendar;
}

export interface CalendarQuestion {
  readonly calendar: PlanCalendar;
  /** Microseconds since 1970, as all times here. */
  readonly after: number;
  readonly count?: number;
  /** The container's: TZ and TZDIR. */
  readonly environment?: readonly string[];
}

/** What is known when a timer is started (Known in init/src/timers.rs). */
export interface Known extends Unit {
  readonly activated: number;
  readonly boot: number;
  readonly manager: number;
  readonly elapsed?: number;
  readonly persistent?: number;
}

export interface Unit {
  readonly began?: number;
  readonly ended?: number;
  readonly running?: boolean;
}

export interface TimerQuestion {
  readonly timer: PlanTimer;
  readonly name: string;
  readonly host: string;
  readonly known: Known;
  readonly events: readonly ({ readonly what: "elapsed" | "answered" | "unit"; readonly at: number } & Unit)[];
}

export interface StampQuestion {
  readonly stamp: string;
  readonly at: number;
}

/** Asks init/src/elapse.rs: for each question the times, undefined where there is none. */
export function ask(
  questions: readonly (CalendarQuestion | TimerQuestion | StampQuestion)[],
): (number | undefined)[][] {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const output = execFileSync(elapseProgram, [], { input, encoding: "utf8", maxBuffer: 1e9 });
  return output
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ").map((time) => (time === "never" ? undefined : Number(time))));
}
