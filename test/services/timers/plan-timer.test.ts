import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../../src/services/calendar/parse-calendar.ts";
import { calendarCall } from "../../../src/services/timers/calendar-call.ts";
import { planTimer, type TimerContext } from "../../../src/services/timers/plan-timer.ts";
import { shellFunctions } from "../../../src/services/timers/shell-functions.ts";
import type { TimerOptions, UnitSection } from "../../../src/services/unit.ts";
import { DeclError } from "../../../src/text/diagnostic.ts";
import { nextMicroseconds } from "../calendar/next-elapse.ts";

const context: TimerContext = { path: ["systemd", "timers", "backup"], snooze: true };
const plan = (timerConfig: UnitSection, more: Partial<TimerContext> = {}, options: TimerOptions = {}) =>
  planTimer("backup", { ...options, timerConfig }, { ...context, ...more });

/** A script without its functions. */
const body = (script: string) => script.replaceAll(/^(?:# .*\n)*[a-z_]+\(\) \{\n[\s\S]*?^\}\n\n?/gm, "");

describe("a timer becomes a unit of decl's own", () => {
  it("with the unit's other options, before what it starts", () => {
    const { unit } = plan({ OnCalendar: "daily" }, {}, { wantedBy: ["timers.target"], before: ["web.service"] });
    expect(unit).toMatchObject({
      name: "backup.timer",
      path: context.path,
      wantedBy: ["timers.target"],
      before: ["web.service", "backup.service"],
      tools: [],
    });
    expect(unit).not.toHaveProperty("timerConfig");
  });

  it("that sleeps in snooze where snooze says the same", () => {
    const { unit } = plan({ OnCalendar: "Mon..Fri 9:00 UTC", Persistent: true });
    expect(unit.tools).toEqual(["snooze"]);
    expect(body(unit.script)).toMatchInlineSnapshot(`
      "# backup.timer starts backup.service
      #   OnCalendar=Mon..Fri *-*-* 09:00:00 UTC
      #   Persistent=true

      unit='backup.service'
      trap 'kill $(jobs -p) 2>/dev/null; exit' TERM

      mkdir -p "$STATE/timers"
      stamp=$STATE/timers/backup.timer
      touch "$stamp"

      # Persistent=true: the stamp outlives the container if /var/lib/systemd/timers is on a volume.
      if mkdir -p /var/lib/systemd/timers 2>/dev/null && [[ -w /var/lib/systemd/timers ]]; then
        stamp=/var/lib/systemd/timers/stamp-backup.timer
        [[ -e $stamp ]] || touch "$stamp"
      else
        echo "backup.timer: /var/lib/systemd/timers cannot be written, so Persistent=true has no effect" >&2
      fi

      while :; do
        # The first time after the stamp's, however late it is by now: what was missed is made up for once.
        TZ=UTC0 snooze -t "$stamp" -s 36500d -w 1-5 -H 9 -M 0 -S 0 & wait $! || exit
        touch "$stamp"
        start "$unit"
        await_end "$unit"
      done
      "
    `);
  });

  it("that works the times out itself where snooze does not", () => {
    const { unit } = plan(
      {
        OnCalendar: ["*-*~1 9:00 UTC", "Mon 12:00 Europe/Berlin"],
        OnBootSec: 300,
        OnUnitActiveSec: "90s",
        RandomizedDelaySec: 5,
      },
      { zoneinfo: "/zoneinfo" },
    );
    expect(body(unit.script)).toMatchInlineSnapshot(`
      "# backup.timer starts backup.service
      #   OnCalendar=*-*~01 09:00:00 UTC
      #   OnCalendar=Mon *-*-* 12:00:00 Europe/Berlin
      #   OnBootSec=5min
      #   OnUnitActiveSec=1min 30s
      #   RandomizedDelaySec=5s

      unit='backup.service'
      trap 'kill $(jobs -p) 2>/dev/null; exit' TERM

      mkdir -p "$STATE/timers"
      micros "$EPOCHREALTIME"; activated=$REPLY
      micros "$MANAGER_TIME"; manager_time=$REPLY
      micros "$BOOT_TIME"; boot_time=$REPLY
      elapsed= # when it last did, in this container
      # This script may have run before, if something killed it.
      stamp=$STATE/timers/backup.timer
      if [[ -e $stamp ]]; then
        micros "$(stat -c %.6Y "$stamp")"
        ((REPLY < boot_time)) || elapsed=$REPLY
      fi
      last=$elapsed # when it last did, in any container
      started=$elapsed # when the last start had ended

      draw_delay
      while :; do
        find_next
        [[ -n $next ]] || { nap 60000000; continue; }
        micros "$EPOCHREALTIME"
        left=$((next - REPLY))
        if ((left > 0)); then
          nap $((left < 60000000 ? left : 60000000))
          continue
        fi
        elapsed=$REPLY last=$REPLY
        touch "$STATE/timers/backup.timer"
        start "$unit"
        micros "$EPOCHREALTIME"; started=$REPLY
        await_end "$unit"
        draw_delay
      done
      "
    `);
  });

  it("in bash alone where there is no snooze", () => {
    expect(plan({ OnCalendar: "daily UTC" }, { snooze: false }).unit.tools).toEqual([]);
  });

  it("whose script bash can read", () => {
    const configs: UnitSection[] = [
      { OnCalendar: "daily UTC" },
      { OnCalendar: "daily", Persistent: true, DeferReactivation: true },
      { OnActiveSec: 1, OnUnitInactiveSec: 2, RandomizedDelaySec: 3, FixedRandomDelay: true },
    ];
    for (const config of configs) execFileSync("bash", ["-n"], { input: plan(config).unit.script });
  });
});

describe("a timer that cannot be run is refused", () => {
  const failure = (config: UnitSection) => {
    try {
      plan(config);
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

describe("the shell function calendar", () => {
  it.each(["2025-01-01T00:00:00Z", "2025-03-30T00:59:30Z", "2025-10-26T00:30:00.25Z", "2024-02-28T22:59:59.999Z"])(
    "finds the same times as nextElapse after %s",
    (base) => {
      const expressions = [
        ...[
          "*:*:*",
          "*:0/7",
          "*:*:0.25/0.5",
          "02:30",
          "Mon *-*~07/1 12:00",
          "*-02-29",
          "2027,2031..2035/2-1/5-13..20 6/3:10",
        ],
        ...["*-02-30", "Sat,Sun *-*-1..7 23:59:59", "2024-12-31", "*-*~28/9 0:0"],
      ].flatMap((text) =>
        ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"].map((zone) => `${text} ${zone}`),
      );
      const calendars = expressions.map(parseCalendar);
      const after = Date.parse(base) * 1000;
      const calls = calendars.map((calendar) => {
        // These zones are in glibc's own data on the machine that tests.
        return `calendar ${after} ${calendarCall(calendar, undefined)} && echo $REPLY || echo undefined\n`;
      });
      const script = `${shellFunctions(["calendar"])}\n${calls.join("")}`;
      const found = execFileSync("bash", { input: script, encoding: "utf8" }).trim().split("\n");
      const expected = calendars.map((calendar) => String(nextMicroseconds(calendar, after)));
      expect(Object.fromEntries(expressions.map((text, i) => [text, found[i]]))).toEqual(
        Object.fromEntries(expressions.map((text, i) => [text, expected[i]])),
      );
    },
  );
});
