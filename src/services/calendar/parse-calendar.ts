import { didYouMean } from "../../text/did-you-mean.ts";
import { type Calendar, type Chain, FIELDS, SECOND } from "./calendar.ts";
import { checkedChain, readChain, type Written, type WrittenChain } from "./chain.ts";
import { Scanner } from "./scanner.ts";
import { shorthand } from "./shorthand.ts";
import { readWeekdays, weekdayAt } from "./weekdays.ts";
import { canonicalZone } from "./zone.ts";

const TWO_DIGIT_YEARS = 100;

/**
 * Reads a calendar event expression: the whole grammar of systemd.time(7), CALENDAR EVENTS, as systemd's
 * src/shared/calendarspec.c reads it. Two differences: the local zone's own abbreviations (CEST) are none here, as only a
 * running machine knows them; and `~` takes a list of any days, where systemd lowers its limit by three for each.
 *
 *     calendarText(parseCalendar("mon,fri *-1/2-1,3 *:30:45")) → "Mon,Fri *-01/2-01,03 *:30:45"
 *
 * @throws ExpressionError
 */
export function parseCalendar(expression: string): Calendar {
  const { zone, end } = readZone(expression);
  const text = expression.slice(0, end);
  const scanner = new Scanner(expression, end);
  if (text === "") scanner.fail("the calendar expression is empty", 'for example "daily" or "Mon *-*-* 09:00"', 0);
  const short = shorthand(text);
  if (short !== undefined) return { ...short, zone };
  const weekdays = readWeekdays(scanner);
  if (scanner.peek() === "@") return { ...readEpoch(scanner), weekdays };
  const date = readDate(scanner);
  const time = readTime(scanner);
  return { weekdays, ...date, ...time, zone };
}

/** The last word, if it names a zone. */
function readZone(expression: string): { zone: string | undefined; end: number } {
  const space = expression.lastIndexOf(" ");
  const word = expression.slice(space + 1);
  if (space < 0 || !/[a-z]/i.test(word)) return { zone: undefined, end: expression.length };
  const zone = canonicalZone(word);
  if (zone === word || zone === "UTC") return { zone, end: space };
  if (weekdayAt(new Scanner(word)) !== undefined) return { zone: undefined, end: expression.length };
  const known = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const hint = zone === undefined ? didYouMean(word, known) : `did you mean "${zone}"?`;
  return new Scanner(expression).fail(
    `there is no time zone "${word}"`,
    hint ?? 'a zone is "UTC" or a name such as "Europe/Berlin"',
    space + 1,
  );
}

/** `@SECONDS`: one instant, always in UTC. */
function readEpoch(scanner: Scanner): Omit<Calendar, "weekdays"> {
  const start = scanner.index++;
  const digits = scanner.match(/\d+/y);
  if (digits === "") scanner.fail('expected seconds since 1970 behind "@"', 'for example "@1395716396"');
  if (!scanner.atEnd) scanner.fail(`unexpected "${scanner.peek()}" behind the seconds since 1970`);
  const date = new Date(Number(digits) * 1000);
  const year = date.getUTCFullYear();
  if (!(year <= FIELDS.years.last)) scanner.fail(`@${digits} lies beyond the year 2199`, undefined, start);
  const only = (value: number): Chain => [{ start: value }];
  return {
    years: only(year),
    months: only(date.getUTCMonth() + 1),
    days: only(date.getUTCDate()),
    fromEnd: false,
    hours: only(date.getUTCHours()),
    minutes: only(date.getUTCMinutes()),
    microseconds: [{ start: date.getUTCSeconds() * SECOND }],
    zone: "UTC",
  };
}

type DateFields = Pick<Calendar, "years" | "months" | "days" | "fromEnd">;

function readDate(scanner: Scanner): DateFields {
  const start = scanner.index;
  const parts: WrittenChain[] = [];
  let fromEnd = false;
  while (!scanner.atEnd) {
    parts.push(readChain(scanner, 1));
    if (parts.length === 1 && (scanner.atEnd || scanner.peek() === ":")) {
      // A time, or a lone number, which the time refuses.
      scanner.index = start;
      parts.length = 0;
      break;
    }
    if (scanner.atEnd || scanner.peek() === " ") break;
    if (parts.length === 3) scanner.fail(`unexpected "${scanner.peek()}" behind the date`, "a date is year-month-day");
    if (fromEnd) scanner.fail('"~" stands before the day, which ends the date');
    fromEnd = scanner.take("~");
    if (!fromEnd && !scanner.take("-")) scanner.fail(`unexpected "${scanner.peek()}" in the date`);
    if (scanner.atEnd) scanner.fail("expected another part of the date");
  }
  if (parts.length === 1) scanner.fail("a date has at least a month and a day", 'for example "*-*-01"', start);
  const [years, months, days] = parts.length === 3 ? parts : [undefined, parts[0], parts[1]];
  scanner.skipSpaces();
  return {
    years: checkedChain(scanner, years?.map(fullYear), FIELDS.years),
    months: checkedChain(scanner, months, FIELDS.months),
    days: checkedChain(scanner, days, fromEnd ? FIELDS.daysFromEnd : FIELDS.days),
    fromEnd: fromEnd && days !== undefined,
  };
}

/** 12 is 2012, 89 is 1989. */
function fullYear(written: Written): Written {
  const full = (year: number) => (year >= TWO_DIGIT_YEARS ? year : year + (year < 70 ? 2000 : 1900));
  return {
    ...written,
    start: full(written.start),
    ...(written.stop === undefined ? {} : { stop: full(written.stop) }),
  };
}

type TimeFields = Pick<Calendar, "hours" | "minutes" | "microseconds">;

function readTime(scanner: Scanner): TimeFields {
  const zero = [{ start: 0 }];
  if (scanner.atEnd) return { hours: zero, minutes: zero, microseconds: zero };
  const start = scanner.index;
  const hours = readChain(scanner, 1);
  if (!scanner.take(":")) {
    if (!scanner.atEnd) scanner.fail(`unexpected "${scanner.peek()}" in the time`);
    scanner.fail(
      "a time has at least hours and minutes",
      'for example "12:00"; for a span of time use OnBootSec',
      start,
    );
  }
  const minutes = readChain(scanner, 1);
  const seconds = scanner.take(":") ? readSeconds(scanner) : zero.map((zero) => ({ ...zero, at: scanner.index }));
  if (!scanner.atEnd) {
    const hint = scanner.peek() === " " ? "nothing but a time zone may follow the time" : undefined;
    scanner.fail(`unexpected "${scanner.peek()}" behind the time`, hint);
  }
  return {
    hours: checkedChain(scanner, hours, FIELDS.hours),
    minutes: checkedChain(scanner, minutes, FIELDS.minutes),
    microseconds: checkedChain(scanner, seconds, FIELDS.microseconds) ?? [],
  };
}

function readSeconds(scanner: Scanner): readonly Written[] {
  const at = scanner.index;
  return readChain(scanner, SECOND) ?? [{ start: 0, repeat: SECOND, at }];
}
