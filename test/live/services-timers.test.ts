import { describe, expect, it } from "vitest";
import type { UnitSection } from "../../src/services/unit.ts";
import type { Container } from "./services/container.ts";
import { type Declared, startDeclared } from "./services/declared.ts";

interface Timer {
  readonly config: UnitSection;
  /** How long each start of the service takes, in seconds. */
  readonly takes?: number;
  readonly more?: Declared;
  readonly docker?: readonly string[];
}

/** A start of the service, in seconds since 1970. */
interface Start {
  readonly at: number;
  readonly end: number;
}

/** A container with a timer whose service writes down when it was started and when it had ended. */
function startTimer({ config, takes = 0, more = {}, docker = [] }: Timer): Promise<Container> {
  const job = {
    wantedBy: [],
    script: `at=$EPOCHREALTIME; sleep ${takes}; echo "start $at $EPOCHREALTIME"`,
    serviceConfig: { Type: "oneshot" },
    unitConfig: { StartLimitIntervalSec: 0 },
  };
  const systemd = { services: { job, ...more.systemd?.services }, timers: { job: { timerConfig: config } } };
  return startDeclared({ ...more, systemd: { ...more.systemd, ...systemd } }, { docker });
}

/** Waits for so many starts; what else was said stands beside them. */
async function startsOf(container: Container, count: number): Promise<{ starts: Start[]; said: string[] }> {
  const logs = await container.wrote(new RegExp(`(?:^start [\\d.]+ [\\d.]+$[^]*?){${count}}`, "m"), 60);
  return {
    starts: [...logs.matchAll(/^start ([\d.]+) ([\d.]+)$/gm)].map(([, at, end]) => ({
      at: Number(at),
      end: Number(end),
    })),
    said: logs.split("\n").filter((line) => line !== "" && !line.startsWith("start ")),
  };
}

/** When the container was started, in seconds since 1970. */
const beginOf = async (container: Container) => Number((await container.exec("cat /run/decl/boot-time")).output);

/** A host whose fixed delay is nearly the longest, in seconds: `printf '%s' "box-s job.timer" | cksum` is 1309827355 (test/init/timers). */
const HOST = "box-s";
const HOST_DELAY = ((1_309_827_355 * 1000) % 3_000_001) / 1_000_000;

/** Pairs of what followed upon each other. */
const pairs = <T>(list: readonly T[]): (readonly [T, T])[] =>
  list.slice(1).map((each, i) => [list[i] ?? each, each] as const);

/** The first multiple of some seconds after a time. */
const nextMultiple = (time: number, seconds: number) => (Math.floor(time / seconds) + 1) * seconds;

describe.concurrent("OnCalendar", () => {
  it.each(["", " UTC", " Europe/Berlin"])(
    "starts the service at the right seconds, and never before (zone:%s)",
    async (zone) => {
      await using container = await startTimer({ config: { OnCalendar: `*:*:0/2${zone}` } });
      const { starts, said } = await startsOf(container, 4);
      expect(said).toEqual([]);
      const first = nextMultiple(await beginOf(container), 2);
      for (const [i, { at }] of starts.entries()) expect(at).toBeGreaterThanOrEqual(first + i * 2);
    },
  );

  it("a run longer than the interval is followed by one start", async () => {
    await using container = await startTimer({ config: { OnCalendar: "*:*:0/2" }, takes: 2.5 });
    const { starts } = await startsOf(container, 3);
    for (const [before, { at }] of pairs(starts)) expect(at).toBeGreaterThanOrEqual(before.end);
  });

  it("several expressions each have their times", async () => {
    const config = { OnCalendar: ["*:*:0/4", "*:*:1/4 UTC", "2099-*-* Europe/Berlin"] };
    await using container = await startTimer({ config });
    const first = nextMultiple(await beginOf(container), 4) - 4;
    // The times of both after the container's begin, and no start before its own.
    const times = [0, 1, 4, 5].map((seconds) => first + seconds).filter((time) => time > first);
    const seen = new Set<number>();
    // A start that is late is at none of their seconds; that one of each is in time may take more of them.
    for (let count = times.length; !(seen.has(0) && seen.has(1)); count++) {
      const { starts } = await startsOf(container, count);
      for (const [i, time] of times.entries()) expect(starts[i]?.at).toBeGreaterThanOrEqual(time);
      for (const { at } of starts) seen.add(Math.floor(at) % 4);
    }
  });

  it("an expression without a zone follows time.timeZone", async () => {
    // Clocks in Kolkata are half an hour away from those of UTC.
    const minute = new Date(Date.now() + 30 * 60_000).getUTCMinutes();
    const minutes = [0, 1, 2, 3].map((i) => (minute + i) % 60).join(",");
    const more = { time: { timeZone: "Asia/Kolkata" } };
    await using container = await startTimer({ config: { OnCalendar: `*:${minutes}:*` }, more });
    expect((await startsOf(container, 1)).starts).not.toEqual([]);
  });

  it("a random delay is another one each time", async () => {
    await using container = await startTimer({ config: { OnCalendar: "*:*:0/3", RandomizedDelaySec: "2s" } });
    const { starts } = await startsOf(container, 4);
    expect(new Set(starts.map(({ at }) => (at % 3).toFixed(2))).size).toBeGreaterThan(1);
  });

  it("a fixed random delay is the same each time and after a restart", async () => {
    const config = { OnCalendar: "*:*:0/4", RandomizedDelaySec: "3s", FixedRandomDelay: true };
    const starts = async () => {
      await using container = await startTimer({ config, docker: ["--hostname", HOST] });
      const first = nextMultiple(await beginOf(container), 4);
      const { starts } = await startsOf(container, 3);
      for (const [i, { at }] of starts.entries()) expect(at).toBeGreaterThanOrEqual(first + i * 4 + HOST_DELAY);
    };
    await Promise.all([starts(), starts()]);
  });

  it("nothing comes of a time that is past", async () => {
    const after = { script: "sleep 2; echo over; sleep infinity" };
    const more = { systemd: { services: { after } } };
    await using container = await startTimer({ config: { OnCalendar: "@0", OnActiveSec: 0 }, more });
    await startsOf(container, 1);
    expect((await container.wrote(/^over$/m)).match(/^start /gm)).toHaveLength(1);
  });
});

describe.concurrent("Persistent", () => {
  const FOLDER = "/var/lib/systemd/timers";

  it("makes up for what was missed, once", async () => {
    // The file in the image is as old as time.
    const more = { systemd: { tmpfiles: { rules: [`f ${FOLDER}/stamp-job.timer`] } } };
    await using container = await startTimer({ config: { OnCalendar: "*-*-* 0:0", Persistent: true }, more });
    const { starts } = await startsOf(container, 1);
    // Not only at the next 00:00, for which nobody waits here.
    expect(starts).toHaveLength(1);
    const stamp = await container.exec(`echo $(($(stat -c %Y ${FOLDER}/stamp-job.timer) > EPOCHSECONDS - 86400))`);
    expect(stamp.output).toBe("1\n");
  });

  it("waits for its time where the timer never ran before", async () => {
    await using container = await startTimer({ config: { OnCalendar: "*:*:0/3", Persistent: true } });
    const { starts } = await startsOf(container, 1);
    expect((await container.exec(`ls ${FOLDER}`)).output).toBe("stamp-job.timer\n");
    expect(starts[0]?.at).toBeGreaterThanOrEqual(nextMultiple(await beginOf(container), 3));
  });

  it("says once when its stamp cannot be written, and the timer runs", async () => {
    const config = { OnCalendar: "*:*:*", Persistent: true };
    await using container = await startTimer({ config, docker: ["--read-only", "--tmpfs", "/run"] });
    const { said } = await startsOf(container, 2);
    expect(said.filter((line) => line.includes("Persistent"))).toEqual([
      expect.stringContaining(`job.timer: ${FOLDER} cannot be written, so Persistent=true has no effect`),
    ]);
  });
});

describe.concurrent("times since something", () => {
  it("OnBootSec comes once, OnUnitActiveSec again and again from each start", async () => {
    await using container = await startTimer({ config: { OnBootSec: 1, OnUnitActiveSec: "1.5s" }, takes: 0.5 });
    const { starts } = await startsOf(container, 4);
    // Counted from when the unit began to start, which may be before its script does.
    const first = (await beginOf(container)) + 1;
    for (const [i, { at }] of starts.entries()) expect(at).toBeGreaterThanOrEqual(first + i * 1.5);
  });

  it("OnUnitInactiveSec counts from each end", async () => {
    await using container = await startTimer({ config: { OnActiveSec: 0, OnUnitInactiveSec: "1s" }, takes: 1 });
    const { starts } = await startsOf(container, 3);
    for (const [before, { at }] of pairs(starts)) expect(at - before.end).toBeGreaterThanOrEqual(1);
  });
});

it("a timer is no process of its own", async () => {
  await using container = await startTimer({ config: { OnCalendar: "daily" } });
  await container.ready();
  const { output } = await container.exec("ps -eo args=");
  expect(output.split("\n").filter((line) => line.includes("job.timer"))).toEqual([]);
});
