import { describe, expect, it } from "vitest";
import { calendarText } from "../../../src/services/calendar/calendar-text.ts";
import { planTimer } from "../../../src/services/timers/plan-timer.ts";
import { readTimer, startAtTimer } from "../../../src/services/timers/read-timer.ts";
import type { UnitSection } from "../../../src/services/unit.ts";
import { DeclError } from "../../../src/text/diagnostic.ts";

const PATH = ["systemd", "timers", "backup"];
const PLACE = { file: "web.ts", start: { line: 7, column: 3 }, end: { line: 7, column: 9 } };
const places = { path: PATH, placeOf: () => PLACE };

const read = (timerConfig: UnitSection) => readTimer("backup", { timerConfig }, places);

describe("a timer unit", () => {
  it("has its settings normalised", () => {
    const { timer } = read({
      OnCalendar: ["daily", "Mon 9:00 UTC"],
      OnBootSec: "5min",
      OnUnitActiveSec: 3600,
      RandomizedDelaySec: "1m 30",
      FixedRandomDelay: "yes",
      Persistent: true,
      DeferReactivation: "on",
      AccuracySec: "1us",
      RemainAfterElapse: false,
    });
    expect(timer.calendars.map(calendarText)).toEqual(["*-*-* 00:00:00", "Mon *-*-* 09:00:00 UTC"]);
    expect(planTimer(timer, undefined)).toMatchObject({
      monotonic: [
        { base: "OnBootSec", seconds: 300 },
        { base: "OnUnitActiveSec", seconds: 3600 },
      ],
      randomizedDelay: 90,
      fixedRandomDelay: true,
      persistent: true,
      deferReactivation: true,
    });
  });

  it("starts the service of its name, or another unit", () => {
    expect(read({ OnBootSec: 1 }).timer).toMatchObject({ name: "backup.timer", unit: "backup.service" });
    expect(read({ OnBootSec: 1, Unit: "nightly.target" }).timer.unit).toBe("nightly.target");
  });

  it("is taken back by an empty setting, up to there in the order of names", () => {
    const { timer } = read({ OnBootSec: 5, OnCalendar: ["daily", "", "weekly"], OnUnitActiveSec: 9, Persistent: null });
    expect(timer.calendars.map(calendarText)).toEqual(["Mon *-*-* 00:00:00"]);
    expect(timer.monotonic).toEqual([{ base: "OnUnitActiveSec", span: 9000 }]);
    expect(read({ OnCalendar: null, OnStartupSec: 1 }).timer.calendars).toEqual([]);
  });

  it("is what startAt makes", () => {
    const { timer } = readTimer("backup", startAtTimer(["daily", "12:00"]), places);
    expect(timer.calendars.map(calendarText)).toEqual(["*-*-* 00:00:00", "*-*-* 12:00:00"]);
    expect(startAtTimer("daily").wantedBy).toEqual(["timers.target"]);
  });
});

describe("a wrong timer is refused, with all its mistakes", () => {
  const failure = (name: string, timerConfig: UnitSection) => {
    try {
      readTimer(name, { timerConfig }, places);
    } catch (error) {
      if (error instanceof DeclError) return error.message;
      throw error;
    }
    throw new Error("nothing was thrown");
  };

  it.each<[UnitSection, string]>([
    [
      {},
      'web.ts:7:3: the timer never elapses (systemd.timers.backup.timerConfig)\n  hint: say when, for example OnCalendar: "daily" or OnBootSec: "5min"',
    ],
    [
      { OnCalendar: "25:00" },
      'web.ts:7:3: hour 25 is not in 0 to 23, at character 1 of "25:00" (systemd.timers.backup.timerConfig.OnCalendar)',
    ],
    [
      { OnBootSec: "5 mn" },
      'web.ts:7:3: there is no unit of time "mn", at character 3 of "5 mn" (systemd.timers.backup.timerConfig.OnBootSec)\n  hint: did you mean "M", "m" or "min"?',
    ],
    [
      { OnBootSec: 1, Unit: "a.timer" },
      'web.ts:7:3: "a.timer" is a timer itself (systemd.timers.backup.timerConfig.Unit)\n  hint: a timer starts another kind of unit',
    ],
    [
      { OnBootSec: 1, Unit: "web" },
      'web.ts:7:3: "web" is not the name of a service or target (systemd.timers.backup.timerConfig.Unit)\n  hint: with its suffix, for example "web.service"',
    ],
    [
      { OnBootSec: 1, Persistent: "perhaps" },
      'web.ts:7:3: "perhaps" is neither true nor false (systemd.timers.backup.timerConfig.Persistent)',
    ],
    [
      { OnBootSec: 1, RandomizedDelaySec: "infinity" },
      "web.ts:7:3: a delay cannot be infinite (systemd.timers.backup.timerConfig.RandomizedDelaySec)",
    ],
  ])("%j", (config, message) => {
    expect(failure("backup", config)).toBe(message);
  });

  it("by its name", () => {
    expect(failure("back up", { OnBootSec: 1 })).toBe(
      'web.ts:7:3: "back up" cannot be a unit\'s name (systemd.timers.backup)\n  hint: letters, digits and any of ":_.-@%\\"',
    );
  });

  it("several at once", () => {
    expect(failure("backup", { OnCalendar: ["1:99", "x"], Unit: "b.timer" }).match(/^web\.ts/gm)).toHaveLength(3);
  });
});

describe("a setting that does nothing is warned about", () => {
  it.each<[UnitSection, string, string | undefined]>([
    [
      { OnCalendar: "daily", WakeSystem: true },
      "WakeSystem has no effect: a container cannot wake a machine",
      undefined,
    ],
    [
      { OnCalendar: "daily", OnClockChange: true },
      "OnClockChange has no effect: the timer does not elapse when the clock is set",
      undefined,
    ],
    [
      { OnCalendar: "daily", OnTimezoneChange: true },
      "OnTimezoneChange has no effect: the timer does not elapse when the time zone is changed",
      undefined,
    ],
    [
      { OnCalendar: "daily", OnCalender: "x" },
      "OnCalender is no setting of timers that is known here; it has no effect",
      'did you mean "OnCalendar"?',
    ],
    [
      { OnBootSec: 1, Persistent: true },
      "Persistent has no effect: it is about OnCalendar, and there is none",
      undefined,
    ],
    [{ OnBootSec: 1, FixedRandomDelay: true }, "FixedRandomDelay has no effect without RandomizedDelaySec", undefined],
    [{ OnBootSec: 1, OnActiveSec: "infinity" }, "never elapses: the time span is infinite", undefined],
    [
      { OnUnitActiveSec: "1h" },
      "OnUnitActiveSec=1h counts from runs of backup.service, which this timer never begins",
      "add OnBootSec, or see to it that something else starts backup.service",
    ],
  ])("%j", (config, message, hint) => {
    const [warning, ...others] = read(config).warnings;
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ severity: "warning", message, place: PLACE });
    expect(warning?.hint).toBe(hint);
  });

  it("but not where it is false", () => {
    expect(read({ OnCalendar: "daily", WakeSystem: false }).warnings).toEqual([]);
  });
});

it("a mistake in startAt is one of that option", () => {
  const path = ["systemd", "services", "web", "startAt"];
  expect(() => readTimer("web", startAtTimer("9"), { path })).toThrow(
    'a time has at least hours and minutes, at character 1 of "9" (systemd.services.web.startAt)',
  );
});
