import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpressionError } from "../../src/services/calendar/expression-error.ts";
import { parseCalendar } from "../../src/services/calendar/parse-calendar.ts";
import { nextMicroseconds } from "../services/calendar/next-elapse.ts";
import { ask, type CalendarQuestion, calendarOf } from "./elapse.ts";

const micros = (time: string) => Date.parse(time.replace(/Z?$/, "Z")) * 1000;
const isoOf = (time: number | undefined) =>
  time === undefined ? "never" : new Date(Math.floor(time / 1000)).toISOString().replace(/(?:\.000)?Z$/, "");

function next(expression: string, after: string, count = 1, ...environment: readonly string[]): string[] {
  const question: CalendarQuestion = { calendar: calendarOf(expression), after: micros(after), count, environment };
  return (ask([question])[0] ?? []).map(isoOf);
}

describe("the init's next elapse of a calendar", () => {
  it("is after the time asked about, never at it", () => {
    expect(next("daily UTC", "2025-01-01T00:00:00")).toEqual(["2025-01-02T00:00:00"]);
    expect(next("daily UTC", "2024-12-31T23:59:59.999")).toEqual(["2025-01-01T00:00:00"]);
  });

  it("finds the last days of months, leap days and days of the week", () => {
    expect(next("*-*~1 UTC", "2024-01-31T00:00:00", 3)).toEqual([
      "2024-02-29T00:00:00",
      "2024-03-31T00:00:00",
      "2024-04-30T00:00:00",
    ]);
    expect(next("Fri *-*-13 UTC", "2025-01-01T00:00:00", 2)).toEqual(["2025-06-13T00:00:00", "2026-02-13T00:00:00"]);
    expect(next("Mon *-05~07/1 UTC", "2025-01-01T00:00:00", 2)).toEqual(["2025-05-26T00:00:00", "2026-05-25T00:00:00"]);
  });

  it("is none for days that no month has and years that are over, which no day has to be looked at for", () => {
    const never = ["*-02-30 UTC", "2024-*-* UTC", "Mon 2025-01-01 Europe/Berlin", "*-04-31 *:*:0/0.1 Europe/Berlin"];
    const answers = ask(
      Array.from({ length: 1000 }, (_, i) => ({
        calendar: calendarOf(never[i % 4] ?? ""),
        after: micros("2025-01-01"),
      })),
    );
    // Walked day by day, a thousand would outlast the test.
    expect(answers.flat()).toEqual(Array(1000).fill(undefined));
  });

  it("skips what a clock set forward skips, also a whole day", () => {
    expect(next("02:30 Europe/Berlin", "2025-03-29T12:00:00", 2)).toEqual([
      "2025-03-31T00:30:00",
      "2025-04-01T00:30:00",
    ]);
    expect(next("*-12-30 6:00 Pacific/Apia", "2011-06-01T00:00:00")).toEqual(["2012-12-29T16:00:00"]);
  });

  it("comes once in an hour that is shown twice", () => {
    expect(next("02:30 Europe/Berlin", "2025-10-26T00:15:00", 2)).toEqual([
      "2025-10-26T00:30:00",
      "2025-10-27T01:30:00",
    ]);
    expect(next("02:30 Europe/Berlin", "2025-10-26T01:15:00")).toEqual(["2025-10-26T01:30:00"]);
  });

  it("follows the container's zone where the expression has none: a name, a file, or rules", () => {
    const twice = ["2025-10-26T00:30:00", "2025-10-26T02:30:00"];
    for (const zone of ["Europe/Berlin", ":/usr/share/zoneinfo/Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"]) {
      expect(next("*:30", "2025-10-26T00:15:00", 2, `TZ=${zone}`)).toEqual(twice);
    }
    expect(next("*:30", "2025-10-26T00:15:00", 2, "TZ=Berlin", "TZDIR=/usr/share/zoneinfo/Europe")).toEqual(twice);
  });

  it("is in UTC where there is no such zone", () => {
    for (const zone of ["", "Nowhere/Land", ":/nowhere"]) {
      expect(next("02:30", "2025-06-01T00:00:00", 1, `TZ=${zone}`)).toEqual(["2025-06-01T02:30:00"]);
    }
  });

  it("is where systemd 262 finds it, for a few hundred expressions", () => {
    const rows = readFileSync(join(import.meta.dirname, "../services/calendar/systemd-262.tsv"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.split("\t"))
      .filter(([, , form]) => form !== "refused");
    expect(rows.length).toBeGreaterThan(100);
    const answers = ask(
      rows.map(([expression = "", base = "", , ...times]) => ({
        calendar: calendarOf(expression),
        after: micros(base.replace(" ", "T")),
        count: Math.max(1, times.length),
        environment: ["TZ=UTC0"],
      })),
    );
    const expected = rows.map(([expression, , , ...times]) => [expression, ...times]);
    const found = rows.map(([expression, , , ...times], i) => [
      expression,
      ...times.map((_, each) => isoOf(seconds(answers[i]?.[each])).replace("T", " ")),
    ]);
    expect(found).toEqual(expected);
  });

  it("is where the reference finds it, for any expression, time and zone", () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.array(anyQuestion, { minLength: 50, maxLength: 150 }), (cases) => {
        const valid = cases.filter(({ expression }) => isValid(expression));
        if (valid.length === 0) return;
        const found = ask(valid.map(({ expression, after }) => ({ calendar: calendarOf(expression), after })));
        const expected = valid.map(({ expression, after }) => [nextMicroseconds(parseCalendar(expression), after)]);
        expect(valid.map((each, i) => [each, found[i]])).toEqual(valid.map((each, i) => [each, expected[i]]));
        compared += valid.length;
      }),
      { numRuns: 20, endOnFailure: true },
    );
    expect(compared).toBeGreaterThan(500);
  });
});

const seconds = (time: number | undefined) => time && time - (time % 1_000_000);

function isValid(expression: string): boolean {
  try {
    parseCalendar(expression);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

/** Times of a day at which clocks are set somewhere come often. */
const anyTime = fc.oneof(
  fc.integer({ min: micros("2000-01-01"), max: micros("2090-01-01") }),
  fc
    .tuple(
      fc.constantFrom(
        "2025-03-30T01:00",
        "2025-10-26T01:00",
        "2025-11-02T06:00",
        "2025-04-05T15:00",
        "2011-12-30T10:00",
      ),
      fc.integer({ min: -86_400_000_000, max: 86_400_000_000 }),
    )
    .map(([near, by]) => micros(near) + by),
);

const field = (min: number, max: number) => {
  const value = fc.integer({ min, max }).map(String);
  const range = fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  const repeat = fc.tuple(value, fc.integer({ min: 1, max: Math.max(1, max >> 1) }));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: value },
    fc.array(value, { minLength: 2, maxLength: 4 }).map((values) => values.join(",")),
    range.map(([a, b]) => `${Math.min(a, b)}..${Math.max(a, b)}`),
    repeat.map(([start, by]) => `${start}/${by}`),
  );
};

const anyQuestion = fc
  .record({
    weekdays: fc.constantFrom("", "", "", "Mon ", "Sat,Sun ", "Tue..Fri "),
    years: fc.oneof({ weight: 4, arbitrary: fc.constant("*") }, field(2000, 2100)),
    months: field(1, 12),
    days: fc.oneof(
      field(1, 31).map((days) => `-${days}`),
      field(1, 28).map((days) => `~${days === "*" ? 1 : days}`),
    ),
    hours: field(0, 23),
    minutes: field(0, 59),
    seconds: fc.oneof(field(0, 59), fc.constantFrom("0.5", "0.25/0.5", "59.999999", "0/0.3")),
    zone: fc.constantFrom(
      ...["UTC", "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"],
      ...["Pacific/Apia", "America/Sao_Paulo", "America/St_Johns", "Asia/Kathmandu"],
    ),
    after: anyTime,
  })
  .map(({ weekdays, years, months, days, hours, minutes, seconds: second, zone, after }) => ({
    expression: `${weekdays}${years}-${months}${days} ${hours}:${minutes}:${second} ${zone}`,
    after,
  }));
