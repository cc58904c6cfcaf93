import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { UnitSection } from "../../src/services/unit.ts";
import { ask, type Known, type TimerQuestion, timerOf } from "./elapse.ts";

const SECOND = 1_000_000;
/** 2025-01-01 00:00:00 UTC: times in these tests are seconds after it. */
const NEW_YEAR = Date.parse("2025-01-01T00:00:00Z") * 1000;
const at = (seconds: number) => NEW_YEAR + seconds * SECOND;

type Event = readonly [what: "elapsed" | "answered" | "began" | "ended", at: number];

interface Play {
  readonly config: UnitSection;
  /** What is known when the timer is started, at 0.1 s, with a manager that was ready at 0.05 s in a container of 0 s. */
  readonly known?: { readonly elapsed?: number; readonly persistent?: number; readonly activated?: number } & Running;
  readonly events?: readonly Event[];
  readonly host?: string;
  readonly name?: string;
}

interface Running {
  readonly began?: number;
  readonly ended?: number;
  readonly running?: boolean;
}

/** The next time to elapse at the beginning and after each event. */
function play({ config, known = {}, events = [], host = "box", name = "job.timer" }: Play): (number | undefined)[] {
  const times = ({ running = false, ...seconds }: Running) => ({
    running,
    ...Object.fromEntries(Object.entries(seconds).map(([key, value]) => [key, at(value)])),
  });
  let unit: Running = { running: known.running ?? false };
  const question: TimerQuestion = {
    timer: timerOf(config),
    name,
    host,
    known: { ...times({ activated: 0.1, boot: 0, manager: 0.05, ...known } as Running) } as Known & Running,
    events: events.map(([what, when]) => {
      if (what === "began") unit = { ...unit, began: when, running: true };
      if (what === "ended") unit = { ...unit, ended: when, running: false };
      return { what: what === "elapsed" || what === "answered" ? what : "unit", at: at(when), ...times(unit) };
    }),
  };
  const [answer = []] = ask([question]);
  return answer.map((time) => (time === undefined ? undefined : (time - NEW_YEAR) / SECOND));
}

/** A start of a oneshot service and its end: the job is answered when it has ended. */
const run = (began: number, ended: number): Event[] => [
  ["elapsed", began],
  ["began", began],
  ["ended", ended],
  ["answered", ended],
];

describe("a timer", () => {
  it("elapses at the times of its calendar, once each", () => {
    const config = { OnCalendar: "*:*:0/2 UTC" };
    expect(play({ config, events: [...run(2, 2.5), ...run(4.1, 4.2)] })).toEqual([
      2,
      ...[undefined, undefined, undefined, 4],
      ...[undefined, undefined, undefined, 6],
    ]);
  });

  it("has the earliest of several expressions", () => {
    const config = { OnCalendar: ["*:*:0/4 UTC", "*:*:1/4 UTC", "2099-*-* UTC"] };
    expect(play({ config, events: [...run(1, 1), ...run(4, 4), ...run(5, 5)] }).filter(Boolean)).toEqual([1, 4, 5, 8]);
  });

  it("does not elapse again until its unit has ended; what passed meanwhile is made up for by one start", () => {
    const config = { OnCalendar: "*:*:0/2 UTC" };
    expect(play({ config, events: [...run(2, 9.5), ...run(9.5, 9.6)] }).filter(Boolean)).toEqual([2, 4, 10]);
  });

  it("waits for the end of a service that stays, and of one that ran already", () => {
    const config = { OnCalendar: "*:*:0/2 UTC" };
    const events: Event[] = [
      ["elapsed", 2],
      ["began", 2],
      ["answered", 2.1],
      ["ended", 7],
    ];
    expect(play({ config, events })).toEqual([2, undefined, undefined, undefined, 4]);
    const already: Event[] = [
      ["elapsed", 2],
      ["answered", 2],
      ["ended", 7],
    ];
    expect(play({ config, known: { began: 0.2, running: true }, events: already })).toEqual([
      2,
      undefined,
      undefined,
      4,
    ]);
  });

  it("goes on at once when the start is refused", () => {
    const events: Event[] = [
      ["elapsed", 2],
      ["answered", 2],
    ];
    expect(play({ config: { OnCalendar: "*:*:0/2 UTC" }, events })).toEqual([2, undefined, 4]);
  });

  it("with DeferReactivation looks for the next time from the end of a long run", () => {
    const config = { OnCalendar: "*:*:0/2 UTC", DeferReactivation: true };
    expect(play({ config, events: run(2, 9.5) }).at(-1)).toBe(10);
  });

  it("elapses once for each of OnActiveSec, OnBootSec and OnStartupSec", () => {
    const config = { OnActiveSec: "1s", OnBootSec: "1s", OnStartupSec: "5s" };
    // Those of 1 s and of 1.1 s are two.
    expect(play({ config, events: [...run(1, 1), ...run(1.1, 1.1), ...run(5.05, 6)] })).toEqual([
      ...[1, undefined, undefined, undefined, 1.1],
      ...[undefined, undefined, undefined, 5.05],
      ...[undefined, undefined, undefined, undefined],
    ]);
    expect(play({ config: { OnActiveSec: 0 } })).toEqual([0.1]);
  });

  it("OnUnitActiveSec counts from each start, by the timer or by something else", () => {
    const config = { OnActiveSec: 0, OnUnitActiveSec: "3s" };
    const others: Event[] = [
      ["began", 5],
      ["ended", 6],
    ];
    expect(play({ config, events: [...run(0.1, 1), ...others] })).toEqual([
      ...[0.1, undefined, undefined, undefined, 3.1],
      ...[8, 8],
    ]);
  });

  it("OnUnitInactiveSec counts from each end", () => {
    const config = { OnActiveSec: 0, OnUnitInactiveSec: "3s" };
    const others: Event[] = [
      ["began", 5],
      ["ended", 6],
    ];
    expect(play({ config, events: [...run(0.1, 1), ...others] })).toEqual([
      ...[0.1, undefined, undefined, undefined, 4],
      ...[4, 9],
    ]);
  });

  it("counts spans of a unit that does not start from when it tried", () => {
    const config = { OnActiveSec: 0, OnUnitActiveSec: "3s", OnUnitInactiveSec: "4s" };
    const refused: Event[] = [
      ["elapsed", 0.1],
      ["answered", 0.2],
    ];
    expect(play({ config, events: refused })).toEqual([0.1, undefined, 3.1]);
  });

  it("that only counts from its unit waits until something else starts it", () => {
    const config = { OnUnitActiveSec: "3s" };
    const events: Event[] = [["began", 5]];
    expect(play({ config, events })).toEqual([undefined, 8]);
  });

  it("never elapses when nothing is left", () => {
    expect(play({ config: { OnCalendar: "@0", OnActiveSec: 0 }, events: run(0.1, 1) })).toEqual([
      0.1,
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
});

describe("a persistent timer", () => {
  const config = { OnCalendar: "daily UTC", Persistent: true };
  const DAY = 86_400;

  it("makes up for what was missed, once, when the manager is ready", () => {
    expect(play({ config, known: { persistent: -2 * DAY }, events: run(0.2, 1) }).filter(Boolean)).toEqual([0.05, DAY]);
  });

  it("that missed nothing waits", () => {
    expect(play({ config, known: { persistent: 0 } })).toEqual([DAY]);
  });

  it("that never ran before waits for its time, and a stamp of the future is none", () => {
    expect(play({ config })).toEqual([DAY]);
    expect(play({ config, known: { persistent: 5 * DAY } })).toEqual([DAY]);
  });

  it("without Persistent nothing is made up for", () => {
    expect(play({ config: { OnCalendar: "daily UTC" }, known: { persistent: -2 * DAY } })).toEqual([DAY]);
  });
});

describe("a manager that takes over", () => {
  it("knows when the timer last elapsed in this container", () => {
    const config = { OnCalendar: "*:*:0/2 UTC", OnBootSec: "1s" };
    expect(play({ config, known: { elapsed: 4, began: 4, ended: 5 } })).toEqual([6]);
    // A stamp of an earlier container says nothing.
    expect(play({ config, known: { elapsed: -4 } })).toEqual([1]);
  });

  it("waits for the end of what runs", () => {
    const config = { OnCalendar: "*:*:0/2 UTC" };
    const events: Event[] = [["ended", 9]];
    expect(play({ config, known: { elapsed: 4, began: 4, running: true }, events })).toEqual([undefined, 6]);
  });

  it("makes up for nothing again with a stamp that both wrote", () => {
    const config = { OnCalendar: "*:*:0/2 UTC", Persistent: true };
    expect(play({ config, known: { elapsed: 4, persistent: 4, began: 4, ended: 4 } })).toEqual([6]);
  });
});

describe("a random delay", () => {
  it("is added to whatever comes next", () => {
    // The test program's random number is always 7.
    const config = { OnCalendar: "*:*:0/2 UTC", RandomizedDelaySec: "5us" };
    expect(play({ config })).toEqual([2 + 1e-6]);
    expect(play({ config: { ...config, RandomizedDelaySec: "1s" } })).toEqual([2 + 7e-6]);
  });

  it("that is fixed is the same each time, and another one for another host or timer", () => {
    const config = { OnCalendar: "*:*:0/2 UTC", RandomizedDelaySec: "1h", FixedRandomDelay: true };
    const [first, , , , second] = play({ config, events: run(2, 2) });
    const delay = (first ?? 0) - 2;
    expect(delay).toBeGreaterThan(0);
    expect(delay).toBeLessThanOrEqual(3600);
    expect((second ?? 0) - 4).toBeCloseTo(delay, 6);
    expect(play({ config })).toEqual([first]);
    expect(play({ config, host: "other" })).not.toEqual([first]);
    expect(play({ config, name: "other.timer" })).not.toEqual([first]);
    // printf '%s' "box job.timer" | cksum: what images had before.
    expect(delay).toBeCloseTo(((CKSUM * 1000) % (3600 * SECOND + 1)) / SECOND, 6);
  });
});

const CKSUM = 2100679988;

describe("a stamp", () => {
  it("has the time it was given, and is never written through a link", () => {
    const folder = mkdtempSync(join(tmpdir(), "stamps-"));
    const [stamp, secret, link] = [join(folder, "stamp"), join(folder, "secret"), join(folder, "link")];
    writeFileSync(secret, "secret");
    symlinkSync(secret, link);
    const before = statSync(secret).mtimeMs;
    expect(ask([stamp, stamp, link, folder].map((path, i) => ({ stamp: path, at: at(i) + 123_456 })))).toEqual([
      [at(0) + 123_456],
      [at(1) + 123_456],
      [undefined],
      [undefined],
    ]);
    expect([statSync(secret).mtimeMs, readFileSync(secret, "utf8")]).toEqual([before, "secret"]);
    rmSync(folder, { recursive: true });
  });
});
