import { describe, expect, it } from "vitest";
import { planTimer } from "../../../src/services/timers/plan-timer.ts";
import { readTimer } from "../../../src/services/timers/read-timer.ts";
import { checkRunnable } from "../../../src/services/timers/runnable.ts";
import type { UnitSection } from "../../../src/services/unit.ts";
import { DeclError } from "../../../src/text/diagnostic.ts";

const places = { path: ["systemd", "timers", "backup"] };
const read = (timerConfig: UnitSection) => readTimer("backup", { timerConfig }, places).timer;
const calendar = (text: string, zoneinfo?: string) => planTimer(read({ OnCalendar: text }), zoneinfo).calendars?.[0];

describe("a timer in the plan", () => {
  it("has its times worked out: each field is a list of its values, or is not there for any", () => {
    expect(calendar("Mon..Fri 9..10:0/20 UTC")).toEqual({
      text: "Mon..Fri *-*-* 09..10:00/20:00 UTC",
      zone: "UTC",
      weekdays: [1, 2, 3, 4, 5],
      hours: [9, 10],
      minutes: [0, 20, 40],
      seconds: [0],
    });
    expect(calendar("*:*:*")).toEqual({ text: "*-*-* *:*:*" });
    expect(calendar("2027-1/3~2/1 *:*:0.25/20")).toMatchObject({
      years: [2027],
      months: [1, 4, 7, 10],
      daysFromEnd: [1, 2],
      seconds: [0.25, 20.25, 40.25],
    });
  });

  it("names the file of its time zone", () => {
    expect(calendar("daily Europe/Berlin", "/tzdata")).toMatchObject({ zone: "/tzdata/Europe/Berlin" });
    expect(calendar("daily", "/tzdata")?.zone).toBeUndefined();
  });
});

describe("a timer that cannot be run is refused", () => {
  const failure = (timerConfig: UnitSection) => {
    try {
      checkRunnable(read(timerConfig), places, undefined);
    } catch (error) {
      if (error instanceof DeclError) return error.message;
      throw error;
    }
    throw new Error("nothing was thrown");
  };

  it("when it comes too often", () => {
    expect(failure({ OnCalendar: "*:*:0/0.01" })).toBe(
      '"*-*-* *:*:00/0.010000" comes 6000 times in a minute (systemd.timers.backup.timerConfig.OnCalendar)\n  hint: at most 600 times: every tenth of a second',
    );
  });

  it("when its time zone is not in the image", () => {
    expect(failure({ OnCalendar: "daily Europe/Berlin" })).toBe(
      "the time zone Europe/Berlin needs time zone data in the image (systemd.timers.backup.timerConfig.OnCalendar)\n  hint: add pkgs.tzdata to environment.systemPackages",
    );
  });
});
