import { describe, expect, it } from "vitest";
import { nextMicroseconds } from "../../src/services/calendar/next-elapse.ts";
import { parseCalendar } from "../../src/services/calendar/parse-calendar.ts";
import { calendarCall } from "../../src/services/timers/calendar-call.ts";
import { planTimer } from "../../src/services/timers/plan-timer.ts";
import { shellFunctions } from "../../src/services/timers/shell-functions.ts";
import type { UnitSection } from "../../src/services/unit.ts";
import { build, docker, dockerOutput } from "./engine.ts";

const IMAGE = "live-timers";
const SECOND = 1_000_000;

/** What an init gives a timer's script (OwnUnit in unit.ts): here each start takes $RUN seconds and is written down. */
const INIT = `
export STATE=/run/decl BOOT_TIME=$EPOCHREALTIME MANAGER_TIME=$EPOCHREALTIME
mkdir -p "$STATE"
start() { local at=$EPOCHREALTIME; active=$at; sleep "\${RUN:-0}"; inactive=$EPOCHREALTIME; echo "$at $1" >&3; }
active_since() { echo "\${active-}"; }
inactive_since() { echo "\${inactive-}"; }
`;

let zoneinfo = "";

it("an image has bash, coreutils, snooze and time zones", async () => {
  const declaration = `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs }) => ({
  image: { cmd: ["bash"], env: { ZONEINFO: \`\${pkgs.tzdata}/share/zoneinfo\` } },
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils, pkgs.findutils, pkgs.snooze, pkgs.tzdata] },
}));
`;
  const built = await build({ files: { "image.ts": declaration }, options: ["-t", IMAGE] });
  expect(built.code, built.output).toBe(0);
  const environment = await dockerOutput(["run", "--rm", IMAGE, "bash", "-c", "echo $ZONEINFO"]);
  zoneinfo = environment.trim();
});

interface Run {
  readonly config: UnitSection;
  /** How many starts to wait for. */
  readonly starts: number;
  readonly before?: string;
  readonly after?: string;
  readonly options?: readonly string[];
  readonly snooze?: boolean;
}

/** Runs a timer in a container until it has started its service so often; times in microseconds, and what else was said. */
async function run({ config, starts, before = "", after = "", options = [], snooze = true }: Run) {
  const { unit } = planTimer("job", { timerConfig: config }, { path: [], snooze, zoneinfo });
  expect(unit.tools).toEqual(snooze ? ["snooze"] : []);
  const script = `${INIT}
echo "begin $EPOCHREALTIME"
mkfifo /tmp/starts
exec 3<>/tmp/starts
${before}
( ${unit.script} ) 3<>/tmp/starts & timer=$!
for ((i = 0; i < ${starts}; i++)); do
  read -r -t 60 -u 3 line || { echo "no start came"; break; }
  echo "start $line"
done
kill "$timer"
wait "$timer" || :
${after}
`;
  const { code, output } = await docker(["run", "--rm", "-i", "--tmpfs", "/run", ...options, IMAGE, "bash"], {
    input: script,
  });
  expect(code, output).toBe(0);
  const micros = (text: string) => Math.round(Number(text) * SECOND);
  return {
    begin: micros(/begin ([\d.]+)/.exec(output)?.[1] ?? ""),
    starts: [...output.matchAll(/^start ([\d.]+) job\.service$/gm)].map(([, at = ""]) => micros(at)),
    said: output.split("\n").filter((line) => line !== "" && !/^(?:begin|start) \d/.test(line)),
  };
}

const wholeSeconds = (times: readonly number[]) => times.map((time) => Math.floor(time / SECOND));
/** Microseconds after the whole second. */
const steps = (times: readonly number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0));

/** These watch real clocks: on a machine that is busy elsewhere a start may come late, so each has three tries. */
const CLOCK = { retry: 2 };

describe.each([true, false])("with snooze: %s", CLOCK, (snooze) => {
  const zone = snooze ? " UTC" : "";

  it("a timer starts its service at the right seconds", async () => {
    const { starts, said } = await run({ config: { OnCalendar: `*:*:0/2${zone}` }, starts: 4, snooze });
    expect(said).toEqual([]);
    expect(wholeSeconds(starts).every((second) => second % 2 === 0)).toBe(true);
    expect(steps(wholeSeconds(starts))).toEqual([2, 2, 2]);
  });

  it("a run longer than the interval is followed by one start at once", async () => {
    const options = ["-e", "RUN=2.5"];
    const { starts } = await run({ config: { OnCalendar: `*:*:0/2${zone}` }, starts: 3, snooze, options });
    // Started on an even second, ended 2.5 s later: what passed meanwhile is made up for once, right then.
    expect(steps(starts).map((step) => Math.round(step / SECOND / 0.5) * 0.5)).toEqual([2.5, 2.5]);
  });

  it("a persistent one makes up for what was missed, once", async () => {
    const stamp = "/var/lib/systemd/timers/stamp-job.timer";
    const before = `mkdir -p ${stamp.slice(0, stamp.lastIndexOf("/"))}; touch -d @$((EPOCHSECONDS - 2 * 86400)) ${stamp}`;
    const after = `echo "stamp $(($(stat -c %Y ${stamp}) - EPOCHSECONDS < 5))"`;
    const config = { OnCalendar: [`*-*-* 0:0${zone}`], Persistent: true };
    const { begin, starts, said } = await run({ config, starts: 1, before, after, snooze });
    expect(said).toEqual(["stamp 1"]);
    // Not only at the next 00:00.
    expect((starts[0] ?? 0) - begin).toBeLessThan(30 * SECOND);
  });

  it("a persistent one that never ran before waits for its time", async () => {
    const config = { OnCalendar: [`*:*:0/3${zone}`], Persistent: true };
    const after = "echo $(ls /var/lib/systemd/timers)";
    const { starts, said } = await run({ config, starts: 1, after, snooze });
    expect(said).toEqual(["stamp-job.timer"]);
    expect(wholeSeconds(starts).every((second) => second % 3 === 0)).toBe(true);
  });

  it("a persistent one says once when its stamp cannot be written, and runs", async () => {
    const config = { OnCalendar: [`*:*:*${zone}`], Persistent: true };
    const { starts, said } = await run({ config, starts: 2, options: ["--read-only", "--tmpfs", "/tmp"], snooze });
    expect(starts).toHaveLength(2);
    expect(said).toEqual(["job.timer: /var/lib/systemd/timers cannot be written, so Persistent=true has no effect"]);
  });

  it("nothing of a stopped timer is left", async () => {
    const after = "for comm in /proc/[0-9]*/comm; do read -r name <$comm; echo $name; done 2>/dev/null | sort | uniq";
    const { said } = await run({ config: { OnCalendar: `*:*:*${zone}` }, starts: 1, after, snooze });
    expect(said.filter((name) => name === "snooze" || name === "sleep")).toEqual([]);
  });
});

describe("in bash", CLOCK, () => {
  it("OnBootSec comes once, OnUnitActiveSec again and again from each start", async () => {
    const config = { OnBootSec: 1, OnUnitActiveSec: "1.5s" };
    const { begin, starts } = await run({ config, starts: 4, snooze: false, options: ["-e", "RUN=0.5"] });
    const times = [begin, ...starts];
    [1, 1.5, 1.5, 1.5].forEach((expected, i) => {
      const step = (steps(times)[i] ?? 0) / SECOND;
      expect(step).toBeGreaterThanOrEqual(expected - 0.01);
    });
  });

  it("OnUnitInactiveSec counts from each end", async () => {
    const config = { OnActiveSec: 0, OnUnitInactiveSec: "1s" };
    const { starts } = await run({ config, starts: 3, snooze: false, options: ["-e", "RUN=1"] });
    for (const step of steps(starts)) {
      expect(step).toBeGreaterThanOrEqual(1.99 * SECOND);
    }
  });

  it("a random delay stays within its bounds, and is another one each time", async () => {
    const config = { OnCalendar: "*:*:0/3", RandomizedDelaySec: "2s" };
    const { starts } = await run({ config, starts: 4, snooze: false });
    const delays = starts.map((time) => time % (3 * SECOND));
    expect(Math.max(...delays)).toBeLessThan(2.4 * SECOND);
    expect(new Set(delays.map((delay) => Math.floor(delay / 100_000))).size).toBeGreaterThan(1);
  });

  it("a fixed random delay is the same each time and after a restart, and another one elsewhere", async () => {
    const config = { OnCalendar: "*:*:0/3", RandomizedDelaySec: "2s", FixedRandomDelay: true };
    const delaysOn = async (host: string) => {
      const { starts } = await run({ config, starts: 2, snooze: false, options: ["--hostname", host] });
      return starts.map((time) => (time % (3 * SECOND)) / SECOND);
    };
    const [first = [], again = [], other = []] = await Promise.all(["one", "one", "two"].map(delaysOn));
    const same = [...first, ...again];
    expect(Math.max(...same) - Math.min(...same)).toBeLessThan(0.4);
    expect(Math.abs((other[0] ?? 0) - (first[0] ?? 0))).toBeGreaterThan(0.01);
  });

  it("several expressions each have their times", async () => {
    const config = { OnCalendar: ["*:*:0/4", "*:*:1/4 UTC", "2099-*-* Europe/Berlin"] };
    const { starts } = await run({ config, starts: 4, snooze: false });
    expect(wholeSeconds(starts).every((second) => second % 4 < 2)).toBe(true);
    expect(steps(wholeSeconds(starts)).sort()).toEqual(expect.arrayContaining([1, 3]));
  });

  it("when nothing is left, the timer sleeps", async () => {
    const config = { OnCalendar: "@0", OnActiveSec: 0 };
    const before = "( sleep 2; echo end >&3 ) &";
    const { starts } = await run({ config, starts: 2, before, snooze: false });
    expect(starts).toHaveLength(1);
  });

  it("an expression without a zone follows TZ of the container, and times are those of nextElapse", async () => {
    const texts = ["02:30", "*:30", "Mon *-*~07/1 12:00", "*-02-29", "*-*-1..7 6,18:0:30.5"];
    const after = Date.parse("2025-10-25T12:00:00Z") * 1000;
    const cases = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"].flatMap((zone) =>
      texts.flatMap((text) => [
        {
          expected: nextMicroseconds(parseCalendar(text), after, zone),
          zone,
          call: calendarCall(parseCalendar(text), zoneinfo),
        },
        {
          expected: nextMicroseconds(parseCalendar(`${text} ${zone}`), after),
          zone: "UTC",
          call: calendarCall(parseCalendar(`${text} ${zone}`), zoneinfo),
        },
      ]),
    );
    const calls = cases.map(
      ({ zone, call }) => `(export TZ=:${zoneinfo}/${zone}; calendar ${after} ${call}; echo $REPLY)`,
    );
    const input = `${shellFunctions(["calendar"])}\n${calls.join("\n")}\n`;
    const { output } = await docker(["run", "--rm", "-i", IMAGE, "bash"], { input });
    expect(output.trim().split("\n")).toEqual(cases.map(({ expected }) => String(expected)));
  });
});
