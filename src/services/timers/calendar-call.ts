import { type Calendar, type Chain, expand, FIELDS, type Field, SECOND } from "../calendar/calendar.ts";

/** More in a minute than anything but a mistake wants; a script lists them all. */
export const MOST_SECONDS = 600;

/**
 * The arguments of the shell function `calendar`, behind its first:
 *
 *     calendarCall(parseCalendar("Mon *-*~1 12:00 UTC"), undefined) → UTC0 '*' '*' '~1' '1' '12' '0' '0'
 */
export function calendarCall(calendar: Calendar, zoneinfo: string | undefined): string {
  const days = calendar.fromEnd
    ? list(calendar.days, FIELDS.daysFromEnd).replaceAll(/\d+/g, "~$&")
    : list(calendar.days, FIELDS.days);
  return [
    zoneArgument(calendar.zone, zoneinfo),
    ...[
      list(calendar.years, FIELDS.years),
      list(calendar.months, FIELDS.months),
      days,
      calendar.weekdays?.map((day) => day + 1).join(" ") ?? "*",
      list(calendar.hours, FIELDS.hours),
      list(calendar.minutes, FIELDS.minutes),
      secondsList(calendar),
    ].map((text) => `'${text}'`),
  ].join(" ");
}

/** How many times in a minute it comes. */
export function timesInMinute(calendar: Calendar): number {
  return calendar.microseconds.reduce(
    (sum, { start, stop = FIELDS.microseconds.last, repeat }) =>
      sum + (repeat === undefined ? 1 : 1 + Math.floor((stop - start) / repeat)),
    0,
  );
}

function zoneArgument(zone: string | undefined, zoneinfo: string | undefined): string {
  if (zone === undefined) return "-";
  return zone === "UTC" ? "UTC0" : `:${zoneinfo === undefined ? "" : `${zoneinfo}/`}${zone}`;
}

function list(chain: Chain, field: Field): string {
  return chain === undefined ? "*" : expand(chain, field).join(" ");
}

function secondsList({ microseconds }: Calendar): string {
  const values = expand(microseconds, FIELDS.microseconds);
  const isEvery = values.length === 60 && values.every((value, index) => value === index * SECOND);
  return isEvery ? "*" : values.map((value) => value / SECOND).join(" ");
}
