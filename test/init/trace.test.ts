import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MachineSettings, machinePlan } from "../../src/services/machine/machine-plan.ts";
import { initialState, step } from "../../src/services/machine/step.ts";
import { nextDeadline } from "../../src/services/machine/time.ts";
import type { Event, MachineState } from "../../src/services/machine/types.ts";
import type { PlanUnit } from "../../src/services/plan-file.ts";
import { plans } from "../services/machine/plans.ts";
import { type Choice, World } from "../services/machine/world.ts";
import { traceProgram } from "./built.ts";

const RUNS = Number(process.env.RUNS ?? 10_000);

interface Sequence {
  readonly units: Readonly<Record<string, PlanUnit>>;
  readonly settings: MachineSettings;
  readonly picks: readonly number[];
}

const sequences: fc.Arbitrary<Sequence> = fc.record({
  units: plans(5),
  settings: fc.record({
    graceMicros: fc.constantFrom(1_000_000, 9_000_000),
    keepUp: fc.boolean(),
    hasCommand: fc.boolean(),
  }),
  picks: fc.array(fc.nat(3000), { minLength: 5, maxLength: 60 }),
});

/** What happens, by numbers: mostly what may happen, and sometimes what makes no sense. */
function eventsOf({ units, settings, picks }: Sequence): { event: Event; now: number }[] {
  const world = new World(units, settings);
  const events: { event: Event; now: number }[] = [];
  world.hear = (event, now) => events.push({ event, now });
  const accidents = (w: World): Choice[] => [
    ...w.requests(),
    ["shutdown", (x) => x.send({ kind: "shutdown", code: 9 })],
    ["ask", (x) => void x.ask("start", "nothere@a.service")],
  ];
  world.send({ kind: "boot" });
  for (const pick of picks) {
    const due = world.due();
    const unlikely = [...world.whims(), ...accidents(world), ...world.time(), ...nonsense(world, pick)];
    const list = due.length === 0 || pick % 3 === 0 ? unlikely : due;
    list[Math.floor(pick / 3) % list.length]?.[1](world);
    if (pick % 101 === 0 && !world.finished) world.recover(pick % 2 === 0);
  }
  return events;
}

/** What a program of the init may say late or in error. */
function nonsense(world: World, pick: number): Choice[] {
  const names = [...world.plan.units.keys()];
  const unit = names[pick % names.length] ?? "";
  const number = world.state.units.get(unit)?.number ?? 7;
  const events: Event[] = [
    { kind: "running", unit, number: number + 1 },
    { kind: "exited", unit, number },
    { kind: "postFailed", unit, number },
    { kind: "stopDone", unit, number },
    { kind: "main", unit, number, pid: 4444 },
    { kind: "ended", unit, number, result: "signal", code: 139 },
    { kind: "ended", unit, number, result: "assert", code: 1 },
    { kind: "reloaded", unit, number, code: pick % 2 },
    { kind: "loggerFailed", unit, code: 127 },
    { kind: "idle", unit, number },
    { kind: "notified", unit, number, key: "MAINPID", value: 4321 },
    { kind: "notified", unit, number, key: "EXTEND_TIMEOUT_USEC", value: 8_888_888_888_888_888 },
    { kind: "notified", unit, number, key: "STOPPING" },
    { kind: "checked", unit, result: "met" },
    { kind: "unsupervised", unit },
    { kind: "cancelled", unit },
    { kind: "timerElapsed", unit },
    { kind: "commandEnded", code: 6 },
    { kind: "active", unit: "nothere.service", number },
  ];
  return events.map((event) => [event.kind, (w) => w.send(event)]);
}

/** The answers of the TypeScript to the lines that the program reads. */
function expected(list: readonly Sequence[]): { lines: string[]; answers: string[] } {
  const lines: string[] = [];
  const answers: string[] = [];
  for (const sequence of list) {
    const { units, settings } = sequence;
    lines.push(JSON.stringify({ plan: { units }, settings }));
    answers.push("[]");
    const plan = machinePlan({ units }, settings);
    let state: MachineState = initialState(plan);
    for (const { event, now } of eventsOf(sequence)) {
      const done = step(plan, state, event, now);
      state = done.state;
      lines.push(JSON.stringify({ event, now }));
      answers.push(JSON.stringify([...done.commands, nextDeadline(state)]));
    }
  }
  return { lines, answers };
}

describe("the init's own program", () => {
  it(`does the same for ${RUNS} random sequences of events`, () => {
    const { lines, answers } = expected(fc.sample(sequences, RUNS));
    const output = execFileSync(traceProgram, { input: lines.join("\n"), encoding: "utf8", maxBuffer: 1 << 30 });
    const given = output.trim().split("\n");
    expect(given.length).toBe(answers.length);
    for (const [index, answer] of answers.entries()) {
      if (given[index] === answer) continue;
      const begin = lines.slice(0, index + 1).findLastIndex((line) => line.startsWith('{"plan"'));
      const story = lines.slice(begin, index + 1).map((line, at) => `${line}\n  ${answers[begin + at]}`);
      expect(JSON.parse(given[index] ?? "null"), story.join("\n")).toEqual(JSON.parse(answer));
    }
  }, 120_000);
});
