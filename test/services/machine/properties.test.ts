import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

/** Plays plans of at most so many units, each to its end. */
function hold(most: number, accidents: (world: World) => Choice[]): void {
  fc.assert(
    fc.property(plans(most), settings, picks, (units, options, choices) => {
      const world = new World(units, options);
      play(world, choices, accidents);
      world.lookToTheEnd();
      expect(world.broken, `${JSON.stringify(units, null, 1)}\n${world.log.join("\n")}`).toEqual([]);
    }),
    { numRuns: RUNS, seed: SEED },
  );
}

describe("whatever services do and people ask for", () => {
  it("no unit waits for ever, everyone is answered once, and the container ends with the right code", () => {
    hold(5, (world) => [...world.requests(), shutdown]);
  });

  it("the same when the manager is killed at any time", () => {
    hold(4, (world) => [...world.requests(), shutdown, ...kill(world)]);
  });
});
