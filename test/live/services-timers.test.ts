import { describe, expect, it } from "vitest";
import { parseCalendar } from "../../src/services/calendar/parse-calendar.ts";
import { calendarCall } from "../../src/services/timers/calendar-call.ts";
import { planTimer } from "../../src/services/timers/plan-timer.ts";
import { shellFunctions } from "../../src/services/timers/shell-functions.ts";
import type { UnitSection } from "../../src/services/unit.ts";
import { nextMicroseconds } from "../services/calendar/next-elapse.ts";
import { build, docker, dockerOutput } from "./engine.ts";

const IMAGE = "live-timers";
const SECOND = 1_000_000;

/**
 * What an init gives a timer's script (OwnUnit in unit.ts): here each start takes $RUN seconds, and is written down with its end
 * and with the time that the script of bash has worked out for it.
 */
const INIT = `
export STATE=/run/decl BOOT_TIME=$EPOCHREALTIME MANAGER_TIME=$EPOCHREALTIME
mkdir -p "$STATE"
start() { local at=$EPOCHREALTIME; active=$at; sleep "\${RUN:-0}"; inactive=$EPOCHREALTIME; echo "$at $inactive \${next:-0} $1" >&3; }
active_since() { echo "\${active-}"; }
await_end() { :; }
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

/** One start of the service: when it came and ended, and when it was due by the script's own reckoning (not with snooze). */
interface Start {
  readonly at: number;
  readonly end: number;
  readonly due: number;
}

/** Runs a timer in a container until it has started its service so often; times in microseconds, and what else was said. */
async function run({ config, starts, before = "", after = "", options = [], snooze = true }: Run) {
  const { unit } = planTimer("job", { timerConfig: config }, { path: [], snooze, zoneinfo });
  expect(unit.tools).toEqual(snooze ? ["snooze"] : []);
  const script = `${INIT}
echo "begin $BOOT_TIME"
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
    starts: [...output.matchAll(/^start ([\d.]+) ([\d.]+) (\d+) job\.service$/gm)].map(
      ([, at = "", end = "", due]): Start => ({ at: micros(at), end: micros(end), due: Number(due) }),
    ),
    said: output.split("\n").filter((line) => line !== "" && !/^(?:begin|start) \d/.test(line)),
  };
}

/** Pairs of what followed upon each other. */
const pairs = <T>(list: readonly T[]): (readonly [T, T])[] =>
  list.slice(1).map((each, i) => [list[i] ?? each, each] as const);

/** The first multiple of some seconds after a time. */
const nextMultiple = (time: number, seconds: number) => (Math.floor(time / (seconds * SECOND)) + 1) * seconds * SECOND;

/** However slow the machine is, a service does not start before it is due. */
function expectNoneEarly(starts: readonly Start[]): void {
  for (const { at, due } of starts) expect(at).toBeGreaterThanOrEqual(due);
}

describe.concurrent.each([true, false])("with snooze: %s", (snooze) => {
  const zone = snooze ? " UTC" : "";

  it("a timer starts its service at the right seconds", async () => {
    const { begin, starts, said } = await run({ config: { OnCalendar: `*:*:0/2${zone}` }, starts: 4, snooze });
    expect(said).toEqual([]);
    expect(starts).toHaveLength(4);
    const first = nextMultiple(begin, 2);
    for (const [i, { at }] of starts.entries()) expect(at).toBeGreaterThanOrEqual(first + i * 2 * SECOND);
    if (snooze) return;
    expectNoneEarly(starts);
    for (const { due } of starts) expect(due % (2 * SECOND)).toBe(0);
    // It has elapsed at `due` or later, and at `at` its service had been started: no time between two starts is left out.
    for (const [before, { due }] of pairs(starts)) {
      expect(due).toBeGreaterThan(before.due);
      expect(due).toBeLessThanOrEqual(nextMultiple(before.at, 2));
    }
  });

  it("a run longer than the interval is followed by one start", async () => {
    const options = ["-e", "RUN=2.5"];
    const { starts } = await run({ config: { OnCalendar: `*:*:0/2${zone}` }, starts: 3, snooze, options });
    expect(starts).toHaveLength(3);
    for (const [before, { at, due }] of pairs(starts)) {
      expect(at).toBeGreaterThanOrEqual(before.end);
      // It became due during the run.
      if (!snooze) expect(due).toBeLessThan(before.end);
    }
    // What passed during the first run was made up for by the second alone.
    if (!snooze) expect(starts[2]?.due).toBeGreaterThan(starts[0]?.end ?? 0);
  });

  it("a persistent one makes up for what was missed, once", async () => {
    const stamp = "/var/lib/systemd/timers/stamp-job.timer";
    const before = `mkdir -p ${stamp.slice(0, stamp.lastIndexOf("/"))}; touch -d @$((EPOCHSECONDS - 2 * 86400)) ${stamp}`;
    const after = `echo "stamp $(($(stat -c %Y ${stamp}) > EPOCHSECONDS - 86400))"`;
    const config = { OnCalendar: [`*-*-* 0:0${zone}`], Persistent: true };
    const { starts, said } = await run({ config, starts: 1, before, after, snooze });
    expect(said).toEqual(["stamp 1"]);
    // Not only at the next 00:00, for which nobody waits here.
    expect(starts).toHaveLength(1);
  });

  it("a persistent one that never ran before waits for its time", async () => {
    const config = { OnCalendar: [`*:*:0/3${zone}`], Persistent: true };
    const after = "echo $(ls /var/lib/systemd/timers)";
    const { begin, starts, said } = await run({ config, starts: 1, after, snooze });
    expect(said).toEqual(["stamp-job.timer"]);
    expect(starts[0]?.at).toBeGreaterThanOrEqual(nextMultiple(begin, 3));
  });

  it("a persistent one says once when its stamp cannot be written, and runs", async () => {
    const config = { OnCalendar: [`*:*:*${zone}`], Persistent: true };
    const { starts, said } = await run({ config, starts: 2, options: ["--read-only", "--tmpfs", "/tmp"], snooze });
    expect(starts).toHaveLength(2);
    expect(said).toEqual(["job.timer: /var/lib/systemd/timers cannot be written, so Persistent=true has no effect"]);
  });

  it("nothing of a stopped timer is left", async () => {
    // What has ended may wait to be taken note of by process 1.
    const after = `for stat in /proc/[0-9]*/stat; do
      read -r _ name state _ <$stat; [ "$state" = Z ] || echo "$name"
    done 2>/dev/null | tr -d '()' | sort | uniq`;
    const { said } = await run({ config: { OnCalendar: `*:*:*${zone}` }, starts: 1, after, snooze });
    expect(said.filter((name) => name === "snooze" || name === "sleep")).toEqual([]);
  });
});

describe.concurrent("in bash", () => {
  it("OnBootSec comes once, OnUnitActiveSec again and again from each start", async () => {
    const config = { OnBootSec: 1, OnUnitActiveSec: "1.5s" };
    const options = ["-e", "RUN=0.5"];
    const { begin, starts } = await run({ config, starts: 4, snooze: false, options });
    expect(starts).toHaveLength(4);
    expect(starts[0]?.due).toBe(begin + SECOND);
    for (const [before, { due }] of pairs(starts)) {
      // The timer notes a start between when it was due and when it is written down here.
      expect(due - 1.5 * SECOND).toBeGreaterThanOrEqual(before.due);
      expect(due - 1.5 * SECOND).toBeLessThanOrEqual(before.at);
    }
    expectNoneEarly(starts);
  });

  it("OnUnitInactiveSec counts from each end", async () => {
    const config = { OnActiveSec: 0, OnUnitInactiveSec: "1s" };
    const { starts } = await run({ config, starts: 3, snooze: false, options: ["-e", "RUN=1"] });
    expect(starts).toHaveLength(3);
    for (const [before, { due }] of pairs(starts)) expect(due - before.end).toBe(SECOND);
    expectNoneEarly(starts);
  });

  it("a random delay stays within its bounds, and is another one each time", async () => {
    const config = { OnCalendar: "*:*:0/3", RandomizedDelaySec: "2s" };
    const { starts } = await run({ config, starts: 4, snooze: false });
    const delays = starts.map(({ due }) => due % (3 * SECOND));
    expect(Math.max(...delays)).toBeLessThanOrEqual(2 * SECOND);
    expect(new Set(delays).size).toBe(4);
    expectNoneEarly(starts);
  });

  it("a fixed random delay is the same each time and after a restart, and another one elsewhere", async () => {
    const config = { OnCalendar: "*:*:0/3", RandomizedDelaySec: "2s", FixedRandomDelay: true };
    const delaysOn = async (host: string) => {
      const { starts } = await run({ config, starts: 2, snooze: false, options: ["--hostname", host] });
      expectNoneEarly(starts);
      return starts.map(({ due }) => due % (3 * SECOND));
    };
    const [first = [], again = [], other = []] = await Promise.all(["one", "one", "two"].map(delaysOn));
    expect(new Set([...first, ...again]).size).toBe(1);
    expect(other[0]).not.toBe(first[0]);
  });

  it("several expressions each have their times", async () => {
    const config = { OnCalendar: ["*:*:0/4", "*:*:1/4 UTC", "2099-*-* Europe/Berlin"] };
    const { starts } = await run({ config, starts: 4, snooze: false });
    const dues = starts.map(({ due }) => due / SECOND);
    expect(dues).toEqual([...new Set(dues)].sort());
    expect(new Set(dues.map((due) => due % 4))).toEqual(new Set([0, 1]));
    expectNoneEarly(starts);
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
