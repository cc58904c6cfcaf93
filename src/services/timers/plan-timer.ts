import { type Calendar, type Chain, expand, FIELDS, type Field, SECOND } from "../calendar/calendar.ts";
import { calendarText } from "../calendar/calendar-text.ts";
import type { PlanCalendar, PlanTimer } from "../plan-file.ts";
import { list } from "../plan-text.ts";
import type { Timer } from "./timer.ts";

/** A timer of the model as the plan has it; `zoneinfo` is the folder of time zone data. */
export function planTimer(timer: Timer, zoneinfo: string | undefined): PlanTimer {
  return {
    unit: timer.unit,
    calendars: list(timer.calendars.map((calendar) => planCalendar(calendar, zoneinfo))),
    monotonic: list(timer.monotonic.map(({ base, span }) => ({ base, seconds: span / 1000 }))),
    randomizedDelay: timer.randomizedDelay === 0 ? undefined : timer.randomizedDelay / 1000,
    fixedRandomDelay: timer.fixedRandomDelay || undefined,
    persistent: timer.persistent || undefined,
    deferReactivation: timer.deferReactivation || undefined,
  };
}

function planCalendar(calendar: Calendar, zoneinfo: string | undefined): PlanCalendar {
  const days = valuesOf(calendar.days, calendar.fromEnd ? FIELDS.daysFromEnd : FIELDS.days);
  return {
    text: calendarText(calendar),
    zone: zoneFile(calendar.zone, zoneinfo),
    weekdays: calendar.weekdays?.map((day) => day + 1),
    years: valuesOf(calendar.years, FIELDS.years),
    months: valuesOf(calendar.months, FIELDS.months),
    ...(calendar.fromEnd ? { daysFromEnd: days } : { days }),
    hours: valuesOf(calendar.hours, FIELDS.hours),
    minutes: valuesOf(calendar.minutes, FIELDS.minutes),
    seconds: secondsOf(calendar),
  };
}

function zoneFile(zone: string | undefined, zoneinfo: string | undefined): string | undefined {
  return zone === undefined || zone === "UTC" ? zone : `${zoneinfo ?? "/usr/share/zoneinfo"}/${zone}`;
}

function valuesOf(chain: Chain, field: Field): number[] | undefined {
  return chain && expand(chain, field);
}

/** Not there for every whole second. */
function secondsOf({ microseconds }: Calendar): number[] | undefined {
  const values = expand(microseconds, FIELDS.microseconds).map((value) => value / SECOND);
  return values.length === 60 && values.every((value, index) => value === index) ? undefined : values;
}
