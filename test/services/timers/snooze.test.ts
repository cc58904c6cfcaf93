import { describe, expect, it } from "vitest";
import { readTimer } from "../../../src/services/timers/read-timer.ts";
import { snoozeCall } from "../../../src/services/timers/snooze.ts";
import type { UnitSection } from "../../../src/services/unit.ts";

const call = (config: UnitSection | string, localZone?: string) => {
  const timerConfig = typeof config === "string" ? { OnCalendar: config } : config;
  return snoozeCall(readTimer("t", { timerConfig }, { path: [] }).timer, localZone)?.arguments.join(" ");
};

describe("snooze waits", () => {
  it.each([
    ["daily UTC", "-H 0 -M 0 -S 0"],
    ["hourly UTC", "-H * -M 0 -S 0"],
    [
      "*:*:0/2 UTC",
      "-H * -M * -S 0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48,50,52,54,56,58",
    ],
    ["*:*:* UTC", "-H * -M * -S *"],
    ["Mon..Fri,Sun *-*-* 9..17:0/30 UTC", "-w 1-5,7 -H 9-17 -M 0,30 -S 0"],
    ["*-1/3-1..7 6:30 Etc/UTC", "-m 1,4,7,10 -d 1-7 -H 6 -M 30 -S 0"],
    ["yearly UTC", "-m 1 -d 1 -H 0 -M 0 -S 0"],
    ["Fri *-*-8..14 UTC", "-d 8-14 -w 5 -H 0 -M 0 -S 0"],
  ])("for %s", (expression, expected) => {
    expect(call(expression)).toBe(expected);
  });

  it("for times of the local zone, if that is known to be UTC", () => {
    expect(call("daily", "UTC")).toBe("-H 0 -M 0 -S 0");
    expect(call("daily")).toBeUndefined();
    expect(call("daily", "Europe/Berlin")).toBeUndefined();
  });
});

describe("snooze does not wait", () => {
  it.each<[string, UnitSection | string]>([
    ["for years", "2030-*-* UTC"],
    ["for the last days of a month", "*-*~1 UTC"],
    ["for parts of a second", "*:*:0/0.5 UTC"],
    ["for what comes less than once a year", "*-2-29 UTC"],
    ["for a Friday the 13th, which may be 14 months away", "Fri *-*-13 UTC"],
    ["for a day that never comes", "*-2-30 UTC"],
    ["in a zone whose clocks are set", "daily Europe/Berlin"],
    ["for two expressions", { OnCalendar: ["daily UTC", "12:00 UTC"] }],
    ["beside a time since boot", { OnCalendar: "daily UTC", OnBootSec: 5 }],
    ["with a random delay", { OnCalendar: "daily UTC", RandomizedDelaySec: 5 }],
    ["more exactly than to a second", { OnCalendar: "daily UTC", AccuracySec: "1us" }],
    ["from the end of the last run", { OnCalendar: "daily UTC", DeferReactivation: true }],
    ["for a time since boot", { OnBootSec: 5 }],
  ])("%s", (_, config) => {
    expect(call(config)).toBeUndefined();
  });
});
