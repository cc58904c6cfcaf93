import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../../src/services/calendar/parse-calendar.ts";
import { nextElapse, nextMicroseconds } from "./next-elapse.ts";

/** The next times, as ISO 8601 in UTC without what is always there. */
function next(expression: string, after: string, count = 1, zone = "UTC"): string[] {
  const times: string[] = [];
  let at: Date | undefined = new Date(`${after}Z`);
  while (times.length < count) {
    at = nextElapse(parseCalendar(expression), at, zone);
    if (at === undefined) return [...times, "never"];
    times.push(at.toISOString().replace(/(?:\.000)?Z$/, ""));
  }
  return times;
}

describe("the next elapse", () => {
  it("is after the time asked about, never at it", () => {
    expect(next("daily", "2025-01-01T00:00:00")).toEqual(["2025-01-02T00:00:00"]);
    expect(next("daily", "2024-12-31T23:59:59.999")).toEqual(["2025-01-01T00:00:00"]);
  });

  it("finds the last days of months, leap days and days of the week", () => {
    expect(next("*-*~1", "2024-01-31T00:00:00", 3)).toEqual([
      "2024-02-29T00:00:00",
      "2024-03-31T00:00:00",
      "2024-04-30T00:00:00",
    ]);
    expect(next("*-02-29", "2025-01-01T00:00:00", 2)).toEqual(["2028-02-29T00:00:00", "2032-02-29T00:00:00"]);
    expect(next("Fri *-*-13", "2025-01-01T00:00:00", 2)).toEqual(["2025-06-13T00:00:00", "2026-02-13T00:00:00"]);
    expect(next("Mon *-05~07/1", "2025-01-01T00:00:00", 2)).toEqual(["2025-05-26T00:00:00", "2026-05-25T00:00:00"]);
  });

  it("has fractions of a second, rounded up to what a Date can say", () => {
    expect(next("*:*:0.25/0.5", "2025-01-01T00:00:00", 2)).toEqual([
      "2025-01-01T00:00:00.250",
      "2025-01-01T00:00:00.750",
    ]);
    expect(next("*:*:1.0000001", "2025-01-01T00:00:00")).toEqual(["2025-01-01T00:00:01"]);
    expect(next("*:*:1.000001", "2025-01-01T00:00:00")).toEqual(["2025-01-01T00:00:01.001"]);
    expect(nextMicroseconds(parseCalendar("*:*:1.000001"), 0)).toBe(1_000_001);
  });

  it("is none for days that no month has and years that are over", () => {
    expect(next("*-02-30", "2025-01-01T00:00:00")).toEqual(["never"]);
    expect(next("2024-*-*", "2025-01-01T00:00:00")).toEqual(["never"]);
  });

  it("skips what a clock set forward skips", () => {
    expect(next("02:30 Europe/Berlin", "2025-03-29T12:00:00", 2)).toEqual([
      "2025-03-31T00:30:00",
      "2025-04-01T00:30:00",
    ]);
    expect(next("*:30 Europe/Berlin", "2025-03-30T00:45:00", 1)).toEqual(["2025-03-30T01:30:00"]);
  });

  it("comes once in an hour that is shown twice", () => {
    expect(next("02:30 Europe/Berlin", "2025-10-26T00:15:00", 2)).toEqual([
      "2025-10-26T00:30:00",
      "2025-10-27T01:30:00",
    ]);
    expect(next("02:30 Europe/Berlin", "2025-10-26T01:15:00")).toEqual(["2025-10-26T01:30:00"]);
    expect(next("*:30", "2025-10-26T00:15:00", 2, "Europe/Berlin")).toEqual([
      "2025-10-26T00:30:00",
      "2025-10-26T02:30:00",
    ]);
  });

  it("is where systemd 262 finds it, for a few hundred expressions", () => {
    const rows = readFileSync(join(import.meta.dirname, "systemd-262.tsv"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => line.split("\t"));
    const wrong = rows.filter(([expression = "", base = "", form, ...times]) => {
      if (form === "refused") return false;
      let at: number | undefined = Date.parse(`${base}Z`) * 1000;
      return times.some((time) => {
        at = nextMicroseconds(parseCalendar(expression), at ?? 0);
        return at === undefined || at - (at % 1_000_000) !== Date.parse(`${time}Z`) * 1000;
      });
    });
    expect(wrong).toEqual([]);
  });

  it("has nothing between it and the time asked about", () => {
    const expressions = [
      "*:0/7",
      "Mon..Wed *-*-* 3/5:10",
      "*-*~3/2 12:00",
      "*-1/3-1 6:0:30",
      "02:30 Australia/Lord_Howe",
    ];
    const time = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...expressions),
        time,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (text, after, share) => {
          const calendar = parseCalendar(text);
          const found = nextElapse(calendar, after);
          if (found === undefined) return;
          expect(found.getTime()).toBeGreaterThan(after.getTime());
          const between = new Date(Math.floor(after.getTime() + (found.getTime() - 1 - after.getTime()) * share));
          expect(nextElapse(calendar, between)).toEqual(found);
        },
      ),
      { numRuns: 200 },
    );
  });
});
