import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanUnit } from "../../../src/services/plan-file.ts";
import { plans } from "./plans.ts";
import { type Choice, World } from "./world.ts";

const RUNS = Number(process.env.RUNS ?? 3000);
/** Another one looks elsewhere. */
const SEED = Number(process.env.SEED ?? 13);

/** What happens is chosen by numbers: one of three is an accident. */
function play(world: World, picks: readonly number[], accidents: (world: World) => Choice[]): void {
  world.send({ kind: "boot" });
  for (const pick of picks) {
    if (world.finished) return;
    const due = world.due();
    const unlikely = [...world.whims(), ...accidents(world), ...world.time()];
    const list = due.length === 0 || pick % 3 === 0 ? unlikely : due;
    list[Math.floor(pick / 3) % list.length]?.[1](world);
  }
}

const settings = fc.record({ keepUp: fc.boolean(), hasCommand: fc.boolean() });
const picks = fc.array(fc.nat(3000), { maxLength: 80 });

function check(units: Record<string, PlanUnit>, world: World): void {
  expect(world.broken, `${JSON.stringify(units, null, 1)}\n${world.log.join("\n")}`).toEqual([]);
}

const shutdown: Choice = ["shutdown", (w) => w.send({ kind: "shutdown", code: 9 })];
const kill = (world: World): Choice[] => [
  ["kill", (w) => w.recover(true)],
  ["kill", (w) => w.recover(false)],
  [
    "kill in a step",
    (w) => {
      const event = w.queue.shift();
      if (event !== undefined) w.sendAndKill(event, world.now % 7);
    },
  ],
];

describe("whatever services do and people ask for", () => {
  it("no unit waits for ever, everyone is answered once, and the container ends with the right code", () => {
    fc.assert(
      fc.property(plans(5), settings, picks, (units, options, choices) => {
        const world = new World(units, options);
        play(world, choices, (w) => [...w.requests(), shutdown]);
        world.calm();
        world.lookAtRest();
        check(units, world);
        if (!world.finished) world.send({ kind: "shutdown", code: 5 });
        world.calm();
        world.lookAtEnd();
        check(units, world);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("the same when the manager is killed at any time", () => {
    fc.assert(
      fc.property(plans(4), settings, picks, (units, options, choices) => {
        const world = new World(units, options);
        play(world, choices, (w) => [...w.requests(), shutdown, ...kill(w)]);
        world.calm();
        world.lookAtRest();
        check(units, world);
        if (!world.finished) world.send({ kind: "shutdown", code: 5 });
        world.calm();
        world.lookAtEnd();
        check(units, world);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
