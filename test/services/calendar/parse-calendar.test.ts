import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarText } from "../../../src/services/calendar/calendar-text.ts";
import { ExpressionError, expressionDiagnostic } from "../../../src/services/calendar/expression-error.ts";
import { parseCalendar } from "../../../src/services/calendar/parse-calendar.ts";

const normal = (expression: string) => calendarText(parseCalendar(expression));

describe("a calendar expression becomes its normal form", () => {
  it.each([
    // systemd.time(7), CALENDAR EVENTS
    ["minutely", "*-*-* *:*:00"],
    ["hourly", "*-*-* *:00:00"],
    ["daily", "*-*-* 00:00:00"],
    ["monthly", "*-*-01 00:00:00"],
    ["weekly", "Mon *-*-* 00:00:00"],
    ["yearly", "*-01-01 00:00:00"],
    ["quarterly", "*-01,04,07,10-01 00:00:00"],
    ["semiannually", "*-01,07-01 00:00:00"],
    ["Sat,Thu,Mon..Wed,Sat..Sun", "Mon..Thu,Sat,Sun *-*-* 00:00:00"],
    ["Mon,Sun 12-*-* 2,1:23", "Mon,Sun 2012-*-* 01,02:23:00"],
    ["Wed *-1", "Wed *-*-01 00:00:00"],
    ["Wed..Wed,Wed *-1", "Wed *-*-01 00:00:00"],
    ["Wed, 17:48", "Wed *-*-* 17:48:00"],
    ["Wed..Sat,Tue 12-10-15 1:2:3", "Tue..Sat 2012-10-15 01:02:03"],
    ["*-*-7 0:0:0", "*-*-07 00:00:00"],
    ["10-15", "*-10-15 00:00:00"],
    ["monday *-12-* 17:00", "Mon *-12-* 17:00:00"],
    ["Mon,Fri *-*-3,1,2 *:30:45", "Mon,Fri *-*-01,02,03 *:30:45"],
    ["12,14,13,12:20,10,30", "*-*-* 12,13,14:10,20,30:00"],
    ["12..14:10,20,30", "*-*-* 12..14:10,20,30:00"],
    ["mon,fri *-1/2-1,3 *:30:45", "Mon,Fri *-01/2-01,03 *:30:45"],
    ["03-05 08:05:40", "*-03-05 08:05:40"],
    ["08:05:40", "*-*-* 08:05:40"],
    ["05:40", "*-*-* 05:40:00"],
    ["Sat,Sun 12-05 08:05:40", "Sat,Sun *-12-05 08:05:40"],
    ["Sat,Sun 08:05:40", "Sat,Sun *-*-* 08:05:40"],
    ["2003-03-05 05:40", "2003-03-05 05:40:00"],
    ["05:40:23.4200004/3.1700005", "*-*-* 05:40:23.420000/3.170001"],
    ["2003-02..04-05", "2003-02..04-05 00:00:00"],
    ["2003-03-05 05:40 UTC", "2003-03-05 05:40:00 UTC"],
    ["2003-03-05", "2003-03-05 00:00:00"],
    ["03-05", "*-03-05 00:00:00"],
    ["daily UTC", "*-*-* 00:00:00 UTC"],
    ["weekly Pacific/Auckland", "Mon *-*-* 00:00:00 Pacific/Auckland"],
    ["annually", "*-01-01 00:00:00"],
    ["*:2/3", "*-*-* *:02/3:00"],
    ["*-02~03", "*-02~03 00:00:00"],
    ["Mon *-05~07/1", "Mon *-05~07/1 00:00:00"],
    ["@1395716396", "2014-03-25 02:59:56 UTC"],
  ])("%s is %s", (expression, expected) => {
    expect(normal(expression)).toBe(expected);
  });

  it("as systemd 262 says it, for a few hundred expressions", () => {
    const wrong = systemdTable().filter(([expression = "", , form]) => {
      try {
        return normal(expression) !== form;
      } catch (error) {
        return !(error instanceof ExpressionError) || form !== "refused";
      }
    });
    expect(wrong).toEqual([]);
  });

  it("a list of days from the end may be long, though systemd refuses it", () => {
    expect(normal("*-*~6,26,21")).toBe("*-*~06,21,26 00:00:00");
  });

  it("which is its own normal form", () => {
    const chain = (first: number, last: number) => {
      const value = fc.integer({ min: first, max: last });
      const component = fc.oneof(
        value.map(String),
        fc.tuple(value, fc.integer({ min: 1, max: 3 })).map((v) => v.join("/")),
      );
      return fc.oneof(
        fc.constant("*"),
        fc.array(component, { minLength: 1, maxLength: 3 }).map((list) => list.join(",")),
      );
    };
    const expression = fc
      .tuple(chain(2000, 2100), chain(1, 9), chain(1, 28), chain(0, 20), chain(0, 56), chain(0, 56))
      .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day} ${hour}:${minute}:${second}`);
    fc.assert(fc.property(expression, (text) => normal(normal(text)) === normal(text)));
  });

  it("whatever the text is: it is read or refused with a place in it", () => {
    const pieces = fc.constantFrom(..."Mon|Fri|..|,|-|~|*|/|:|@|.|1|31|2025|0| |UTC|Europe/Berlin|x".split("|"));
    const text = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(""));
    fc.assert(
      fc.property(text, (expression) => {
        try {
          normal(expression);
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          expect(error.offset).toBeLessThanOrEqual(expression.length);
        }
      }),
    );
  });
});

describe("a wrong expression is refused with its place and a hint", () => {
  it.each([
    ["", 'the calendar expression is empty, at the end of ""', 'for example "daily" or "Mon *-*-* 09:00"'],
    ["Mondy 9:00", '"Mondy" is no day of the week, at character 1 of "Mondy 9:00"', 'did you mean "monday"?'],
    ["dialy", '"dialy" is no day of the week, at character 1 of "dialy"', 'did you mean "daily"?'],
    ["Mon,1 9:00", 'expected a day of the week, at character 5 of "Mon,1 9:00"', undefined],
    [
      "Fri..Mon",
      'a range of weekdays goes forward from Monday to Sunday, at character 6 of "Fri..Mon"',
      "split it in two: Sat..Sun,Mon",
    ],
    ["Mon..", 'expected the day that the range ends with, at the end of "Mon.."', undefined],
    [
      "Mon..Tue..Wed",
      'a range of weekdays has two ends, at character 6 of "Mon..Tue..Wed"',
      "separate ranges by a comma",
    ],
    ["Mon.Tue", 'expected ".." or ",", at character 4 of "Mon.Tue"', undefined],
    [
      "9",
      'a time has at least hours and minutes, at character 1 of "9"',
      'for example "12:00"; for a span of time use OnBootSec',
    ],
    ["25:00", 'hour 25 is not in 0 to 23, at character 1 of "25:00"', undefined],
    ["12:60", 'minute 60 is not in 0 to 59, at character 4 of "12:60"', undefined],
    ["*:*:60", 'second 60 is not in 0 to 59.999999, at character 5 of "*:*:60"', undefined],
    ["*-13-01", 'month 13 is not in 1 to 12, at character 3 of "*-13-01"', undefined],
    ["*-*-32", 'day 32 is not in 1 to 31, at character 5 of "*-*-32"', undefined],
    [
      "*-*~29",
      'day counted from the end 29 is not in 1 to 28, at character 5 of "*-*~29"',
      '"~01" is the last day of the month, "~28" the furthest from its end',
    ],
    ["1969-01-01", 'year 1969 is not in 1970 to 2199, at character 1 of "1969-01-01"', undefined],
    ["*-*-9..3", 'the range 9..3 runs backwards, at character 5 of "*-*-9..3"', "give two ranges"],
    ["*-*-1/31", 'a repetition every 31 never happens, at character 5 of "*-*-1/31"', "a day is in 1 to 31"],
    ["*:0/0", 'a repetition of 0 is none, at character 5 of "*:0/0"', undefined],
    ["*:*/5", 'unexpected "/" behind the time, at character 4 of "*:*/5"', undefined],
    [
      "*:*:1..1.5",
      'a range of seconds is longer than a second, at character 5 of "*:*:1..1.5"',
      'or has its steps behind it: "0..0.5/0.1"',
    ],
    ["*:*:1.", 'expected digits behind the ".", at the end of "*:*:1."', undefined],
    ["*:*:2147.9", 'the number is too large for seconds, at character 5 of "*:*:2147.9"', undefined],
    ["*:1/*", '"*" stands alone, at character 5 of "*:1/*"', 'for every second value write "0/2"'],
    ["1x:00", 'unexpected "x", at character 2 of "1x:00"', undefined],
    ["12:", 'expected a number, at the end of "12:"', undefined],
    ["99999999999:00", '99999999999 is too large for a number, at character 1 of "99999999999:00"', undefined],
    ["1-2-3-4", 'unexpected "-" behind the date, at character 6 of "1-2-3-4"', "a date is year-month-day"],
    ["1~2-3", '"~" stands before the day, which ends the date, at character 4 of "1~2-3"', undefined],
    ["* 9:00", 'a date has at least a month and a day, at character 1 of "* 9:00"', 'for example "*-*-01"'],
    [
      "9:00 10:00",
      'unexpected " " behind the time, at character 5 of "9:00 10:00"',
      "nothing but a time zone may follow the time",
    ],
    [
      "9:00 Europe/Berln",
      'there is no time zone "Europe/Berln", at character 6 of "9:00 Europe/Berln"',
      expect.stringContaining('"Europe/Berlin"'),
    ],
    [
      "9:00 europe/berlin",
      'there is no time zone "europe/berlin", at character 6 of "9:00 europe/berlin"',
      'did you mean "Europe/Berlin"?',
    ],
    [
      "9:00 +01:00",
      'unexpected " " behind the time, at character 5 of "9:00 +01:00"',
      "nothing but a time zone may follow the time",
    ],
    [
      "9:00 CEST",
      'there is no time zone "CEST", at character 6 of "9:00 CEST"',
      'a zone is "UTC" or a name such as "Europe/Berlin"',
    ],
    ["@", 'expected seconds since 1970 behind "@", at the end of "@"', 'for example "@1395716396"'],
    ["@5 12:00", 'unexpected " " behind the seconds since 1970, at character 3 of "@5 12:00"', undefined],
    ["@99999999999", '@99999999999 lies beyond the year 2199, at character 1 of "@99999999999"', undefined],
  ])("%s", (expression, message, hint) => {
    const error = errorOf(() => parseCalendar(expression));
    expect(error.message).toBe(message);
    expect(error.hint).toEqual(hint);
  });

  it("a list that is too long", () => {
    const expression = `*:${Array.from({ length: 242 }, (_, i) => i % 60).join(",")}`;
    expect(errorOf(() => parseCalendar(expression)).message).toContain("a list has at most 240 values");
  });

  it("as a diagnostic it has the option and its place", () => {
    const place = { file: "web.ts", start: { line: 3, column: 5 }, end: { line: 3, column: 9 } };
    const error = errorOf(() => parseCalendar("25:00"));
    expect(expressionDiagnostic(error, ["systemd", "timers"], place)).toEqual({
      code: "wrong-expression",
      message: 'hour 25 is not in 0 to 23, at character 1 of "25:00"',
      path: ["systemd", "timers"],
      place,
    });
  });
});

function errorOf(action: () => unknown): ExpressionError {
  try {
    action();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function systemdTable(): string[][] {
  const text = readFileSync(join(import.meta.dirname, "systemd-262.tsv"), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split("\t"));
}
