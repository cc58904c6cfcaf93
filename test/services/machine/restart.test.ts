import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanUnit } from "../../../src/services/plan-file.ts";
import { RUN, service, withTarget } from "./plans.ts";
import { type Choice, World } from "./world.ts";

/** Units that stay when they run, each of which may depend on those before it. */
const healthy = fc
  .array(
    fc.record({
      type: fc.constantFrom(undefined, "notify" as const, "forking" as const),
      stop: fc.constantFrom(undefined, [RUN]),
      relations: fc.array(
        fc.record({
          relation: fc.constantFrom("requires" as const, "bindsTo" as const, "partOf" as const, "wants" as const),
          other: fc.nat(5),
          ordered: fc.boolean(),
        }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((drafts) => {
    const names = drafts.map((_, index) => `${"abcdef"[index]}.service`);
    const units = drafts.map(({ type, stop, relations }, index): [string, PlanUnit] => {
      const unit: Record<string, string[]> = {};
      for (const { relation, other, ordered } of relations) {
        const name = names[other];
        if (name === undefined || other >= index) continue;
        for (const key of ordered ? [relation, "after"] : [relation])
          unit[key] = [...new Set([...(unit[key] ?? []), name])];
      }
      return [names[index] ?? "", service({ ...unit, service: { type, stop } })];
    });
    return withTarget(Object.fromEntries(units));
  });

describe("restarts", () => {
  it("lose no dependents, whenever they are asked for and however they overlap", () => {
    fc.assert(
      fc.property(healthy, fc.array(fc.nat(1000), { maxLength: 40 }), (units, picks) => {
        const world = new World(units);
        world.send({ kind: "boot" });
        const services = Object.keys(units).filter((name) => name !== "default.target");
        const restarts: Choice[] = services.map((name) => [`restart ${name}`, (w) => void w.ask("restart", name)]);
        for (const pick of picks) {
          const due = world.due();
          const list = due.length === 0 || pick % 3 === 0 ? restarts : due;
          list[Math.floor(pick / 3) % list.length]?.[1](world);
        }
        world.calm();
        expect(world.broken, world.log.join("\n")).toEqual([]);
        expect(world.up(), world.log.join("\n")).toEqual(Object.keys(units));
        expect(Object.values(world.answers).filter(({ code }) => code !== 0)).toEqual([]);
        expect(world.open).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("of a unit that is starting: what requires it waits for the new start", () => {
    const world = new World(
      withTarget({ "a.service": service(), "b.service": service({ requires: ["a.service"], after: ["a.service"] }) }),
    );
    world.send({ kind: "boot" });
    world.due()[0]?.[1](world);
    const asked = world.ask("restart", "a.service");
    world.calm();
    expect(world.up()).toEqual(["a.service", "b.service", "default.target"]);
    expect(world.answers[asked]).toEqual({ code: 0, error: null });
  });
});
