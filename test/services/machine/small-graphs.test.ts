import { describe, expect, it } from "vitest";
import type { PlanUnit } from "../../../src/services/plan-file.ts";
import { RELATIONS, service, withTarget } from "./plans.ts";
import { type Choice, World } from "./world.ts";

/** How many accidents; more takes minutes. */
const DEPTH = Number(process.env.DEPTH ?? 1);

/** b names a in one relation, and comes after it or not. */
const pairs: Record<string, PlanUnit>[] = RELATIONS.flatMap((relation) =>
  [[], ["a.service"]].map((after) => {
    // Two that conflict do not both start with the container.
    const name = relation === "conflicts" ? "xb.service" : "b.service";
    return { "a.service": service(), [name]: service({ after, [relation]: ["a.service"] }) };
  }),
);

/** Goes through everything that may happen, with so many accidents. @returns how many different worlds there were */
function explore(units: Record<string, PlanUnit>, accidents: number, events: (world: World) => Choice[]): number {
  const seen = new Set<string>();
  const visit = (world: World, left: number): void => {
    const key = `${left} ${world.key()}`;
    if (seen.has(key)) return;
    seen.add(key);
    const due = world.finished ? [] : world.due();
    // What has been said is read before more happens, but for accidents.
    if (world.queue.length > 0) due.splice(1);
    const may: [Choice, number][] = [
      ...(due.length > 0 ? due : restless(world)).map((choice): [Choice, number] => [choice, left]),
      ...(left > 0 && !world.finished ? events(world) : []).map((choice): [Choice, number] => [choice, left - 1]),
    ];
    for (const [[, happen], rest] of may) {
      const next = world.clone();
      happen(next);
      expect(next.broken, next.log.join("\n")).toEqual([]);
      visit(next, rest);
    }
    if (due.length === 0) lookAtLast(world);
  };
  const first = new World(units);
  first.send({ kind: "boot" });
  visit(first, accidents);
  return seen.size;
}

const restless = (world: World): Choice[] => (world.finished ? [] : world.time());

/** Where nothing more happens by itself. */
function lookAtLast(world: World): void {
  const last = world.clone();
  last.lookToTheEnd();
  expect(last.broken, last.log.join("\n")).toEqual([]);
}

const asks = (world: World): Choice[] => world.requests().filter(([name]) => /ask (start|stop|restart)/.test(name));
const accidents = (world: World): Choice[] =>
  world.whims().filter(([name]) => /^(fail|exit|crash|stubborn)/.test(name));
const kill = (): Choice[] => [["kill", (w) => w.recover(false)]];

describe("two units, in every order in which things may happen", () => {
  it("with a request at any time", () => {
    for (const units of pairs) expect(explore(withTarget(units), DEPTH, asks)).toBeGreaterThan(10);
  });

  it("with an accident at any time", () => {
    for (const units of pairs) expect(explore(withTarget(units), DEPTH, accidents)).toBeGreaterThan(10);
  });

  it("with a new manager or a shutdown at any time", () => {
    for (const units of pairs)
      expect(
        explore(withTarget(units), DEPTH, () => [
          ...kill(),
          ["shutdown", (x) => x.send({ kind: "shutdown", code: 9 })],
        ]),
      ).toBeGreaterThan(10);
  });
});
