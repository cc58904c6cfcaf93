import {
  type Calendar,
  type Component,
  expand,
  FIELDS,
  SECOND,
  type Weekday,
} from "../../../src/services/calendar/calendar.ts";
import { type Offset, zoneOffset } from "./zone-offset.ts";

const DAY = 86_400;
const MINUTE = 60 * SECOND;

/**
 * The first time after `after` that the calendar names, or undefined when none is left before the year 2200. Without a zone
 * of its own the calendar is in `zone`. A time with more digits than a Date has is rounded up to the next millisecond.
 */
export function nextElapse(calendar: Calendar, after: Date, zone = "UTC"): Date | undefined {
  const next = nextMicroseconds(calendar, after.getTime() * 1000, zone);
  return next === undefined ? undefined : new Date(Math.ceil(next / 1000));
}

/**
 * The same in microseconds since 1970.
 *
 * A calendar names local times, and those pass in order: what a clock set forward skips does not happen, and of the hour
 * that is repeated when it is set back each time happens once: the first time it is shown, or the second when `after` lies
 * between the two. So does systemd (find_next in src/shared/calendarspec.c).
 */
export function nextMicroseconds(calendar: Calendar, after: number, zone = "UTC"): number | undefined {
  const offset = zoneOffset(calendar.zone ?? zone);
  const start = after + 1;
  const startSecond = Math.floor(start / SECOND);
  const local = start + offset(startSecond) * SECOND;
  const firstDay = Math.floor(local / (DAY * SECOND));
  for (const day of matchingDays(calendar, firstDay)) {
    const from = day === firstDay ? local - firstDay * DAY * SECOND : 0;
    let skipped = -1;
    for (const time of timesOfDay(calendar, from)) {
      // Clocks are set by whole minutes, so one skipped second stands for its minute.
      if (Math.floor(time / MINUTE) === skipped) continue;
      const second = Math.floor(time / SECOND);
      const instants = instantsOf(day * DAY + second, offset);
      if (instants.length === 0) skipped = Math.floor(time / MINUTE);
      for (const instant of instants) {
        const next = instant * SECOND + (time % SECOND);
        if (next > after) return next;
      }
    }
  }
  return undefined;
}

/** The days, counted from 1970-01-01, on which the calendar names any time. */
function* matchingDays(calendar: Calendar, from: number): Generator<number> {
  const dayMatches = matchDay(calendar);
  const matches = (chain: readonly Component[] | undefined, field: (typeof FIELDS)["years" | "months"]) => {
    const values = chain === undefined ? undefined : new Set(expand(chain, field));
    return (value: number) => values?.has(value) ?? true;
  };
  const yearMatches = matches(calendar.years, FIELDS.years);
  const monthMatches = matches(calendar.months, FIELDS.months);
  const first = new Date(from * DAY * 1000);
  for (let year = first.getUTCFullYear(); year <= FIELDS.years.last; year++) {
    if (!yearMatches(year)) continue;
    for (let month = 1; month <= 12; month++) {
      if (!monthMatches(month)) continue;
      const firstOfMonth = Date.UTC(year, month - 1) / 1000 / DAY;
      const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (let day = Math.max(1, from - firstOfMonth + 1); day <= length; day++) {
        if (dayMatches(firstOfMonth + day - 1, day, length)) yield firstOfMonth + day - 1;
      }
    }
  }
}

function matchDay({ days, fromEnd, weekdays }: Calendar): (epochDay: number, day: number, length: number) => boolean {
  const values = days && new Set(expand(days, fromEnd ? FIELDS.daysFromEnd : FIELDS.days));
  return (epochDay, day, length) => {
    if (values !== undefined && !values.has(fromEnd ? length - day + 1 : day)) return false;
    return weekdays === undefined || weekdays.includes(weekdayOf(epochDay));
  };
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(epochDay: number): Weekday {
  return ((((epochDay + 3) % 7) + 7) % 7) as Weekday; // a remainder of 7
}

/** Microseconds after midnight that the calendar names, from `from` on. */
function* timesOfDay(calendar: Calendar, from: number): Generator<number> {
  const hours = expand(calendar.hours ?? [{ start: 0, repeat: 1 }], FIELDS.hours);
  const minutes = expand(calendar.minutes ?? [{ start: 0, repeat: 1 }], FIELDS.minutes);
  for (const hour of hours) {
    if ((hour + 1) * 60 * MINUTE <= from) continue;
    for (const minute of minutes) {
      const start = (hour * 60 + minute) * MINUTE;
      if (start + MINUTE <= from) continue;
      let value = firstFrom(calendar.microseconds, Math.max(0, from - start));
      while (value !== undefined) {
        yield start + value;
        value = firstFrom(calendar.microseconds, value + 1);
      }
    }
  }
}

/** The smallest value of the chain that is not below `least`; a chain of microseconds is too long to list. */
function firstFrom(chain: readonly Component[], least: number): number | undefined {
  const values = chain.map(({ start, stop, repeat }) => {
    if (start >= least) return start;
    if (repeat === undefined) return Number.POSITIVE_INFINITY;
    const value = start + repeat * Math.ceil((least - start) / repeat);
    return value <= (stop ?? FIELDS.microseconds.last) ? value : Number.POSITIVE_INFINITY;
  });
  const first = Math.min(...values);
  return first === Number.POSITIVE_INFINITY ? undefined : first;
}

/**
 * The instants at which clocks of the zone show a local time: none when it is skipped, two when it is repeated.
 * Both in seconds since 1970, the local time as if it were UTC.
 */
export function instantsOf(local: number, offset: Offset): number[] {
  // Offsets change at most once within the two days around; the one before counts for the earlier instant.
  const candidates = new Set([local - offset(local - 86_400), local - offset(local + 86_400)]);
  return [...candidates].filter((instant) => instant + offset(instant) === local).sort((a, b) => a - b);
}
