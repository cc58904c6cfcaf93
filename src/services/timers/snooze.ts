import { type Calendar, type Chain, expand, FIELDS, type Field, SECOND } from "../calendar/calendar.ts";
import { isFixedZone } from "../calendar/fixed-zone.ts";
import type { Timer } from "./timer.ts";

/** How far snooze looks ahead (find_next in snooze.c). */
const SNOOZE_DAYS = 366;
/** The Gregorian calendar begins anew after 400 years. */
const CYCLE_DAYS = 146_097;
const DAY_MS = 86_400_000;

/** What snooze is to wait for. */
export interface SnoozeCall {
  /** For the environment variable TZ. */
  readonly zone: string;
  /** `-m 1,4 -d 1 …` */
  readonly arguments: readonly string[];
}

/**
 * The call of snooze 0.5 that elapses exactly when the timer does, or undefined where there is none. snooze knows no years,
 * no days from the end of a month, no fractions of a second, nothing that comes less than once a year, and it runs twice in
 * the hour that a clock shows twice; several expressions and random delays at a catch-up are beyond it too. It sleeps whole
 * seconds and so may be up to one late, which AccuracySec may forbid.
 */
export function snoozeCall(timer: Timer, localZone: string | undefined): SnoozeCall | undefined {
  const [calendar, ...others] = timer.calendars;
  const isAlone = others.length === 0 && timer.monotonic.length === 0 && timer.accuracy >= 1000;
  if (calendar === undefined || !isAlone || timer.randomizedDelay > 0 || timer.deferReactivation) return undefined;
  const zone = calendar.zone ?? localZone;
  // Another zone would need its data at run time; UTC needs none.
  if (zone === undefined || !["UTC", "Etc/UTC"].includes(zone) || !isFixedZone(zone)) return undefined;
  if (calendar.years !== undefined || calendar.fromEnd || !comesEveryYear(calendar)) return undefined;
  const seconds = secondsOf(calendar);
  if (seconds === undefined) return undefined;
  return {
    zone: "UTC0",
    arguments: [
      ...listed("-m", calendar.months, FIELDS.months),
      ...listed("-d", calendar.days, FIELDS.days),
      // snooze has Sunday as 0, and Monday as 1.
      ...(calendar.weekdays === undefined ? [] : ["-w", ranges(calendar.weekdays.map((day) => day + 1))]),
      "-H",
      calendar.hours === undefined ? "*" : ranges(expand(calendar.hours, FIELDS.hours)),
      "-M",
      calendar.minutes === undefined ? "*" : ranges(expand(calendar.minutes, FIELDS.minutes)),
      "-S",
      seconds,
    ],
  };
}

function listed(option: string, chain: Chain, field: Field): string[] {
  return chain === undefined ? [] : [option, ranges(expand(chain, field))];
}

function secondsOf({ microseconds }: Calendar): string | undefined {
  const isWhole = microseconds.every(({ start, repeat = SECOND }) => start % SECOND === 0 && repeat % SECOND === 0);
  if (!isWhole) return undefined;
  const seconds = expand(microseconds, FIELDS.microseconds).map((value) => value / SECOND);
  return seconds.length === 60 ? "*" : ranges(seconds);
}

/** `1-3,7`: snooze's steps (`/2`) count from 0, which is no day and no month. */
function ranges(values: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run !== undefined && run.last === value - 1) run.last = value;
    else runs.push({ first: value, last: value });
  }
  return runs
    .map(({ first, last }) =>
      last === first ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`,
    )
    .join(",");
}

function comesEveryYear({ months, days, weekdays }: Calendar): boolean {
  if (days === undefined && months === undefined) return true;
  const monthSet = months && new Set(expand(months, FIELDS.months));
  const daySet = days && new Set(expand(days, FIELDS.days));
  let last = -1;
  // One cycle and a year: the gap at its seam is in it.
  for (let day = 0; day < CYCLE_DAYS + SNOOZE_DAYS + 1; day++) {
    const date = new Date(day * DAY_MS);
    const matches =
      (monthSet?.has(date.getUTCMonth() + 1) ?? true) &&
      (daySet?.has(date.getUTCDate()) ?? true) &&
      (weekdays === undefined || weekdays.some((weekday) => weekday === (date.getUTCDay() + 6) % 7));
    if (!matches) continue;
    if (day - last > SNOOZE_DAYS && last >= 0) return false;
    last = day;
  }
  return last >= CYCLE_DAYS;
}
