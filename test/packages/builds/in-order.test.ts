import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder } from "../../../src/packages/builds/in-order.ts";
import type { BuildPlan, PlannedBuild } from "../../../src/packages/builds/plan-builds.ts";
import { derivationOf } from "../../nix/derivation-text.ts";
import { pathOf } from "../fake-cache.ts";

/** A plan that builds each name after others. */
function planOf(graph: Readonly<Record<string, readonly string[]>>): BuildPlan {
  return new Map(
    Object.entries(graph).map(([name, after]): [string, PlannedBuild] => [
      pathOf(name).path,
      {
        path: pathOf(name),
        derivation: derivationOf({ outputs: new Map() }),
        inputs: [],
        fetched: [],
        after: after.map((one) => pathOf(one).path),
      },
    ]),
  );
}

/** Builds that end when they are told to. */
function handBuilt(plan: BuildPlan) {
  const started: string[] = [];
  const ends = new Map<string, { resolve(): void; reject(reason: Error): void }>();
  const ended = inOrder(plan, ({ path: { name } }) => {
    started.push(name);
    return new Promise<void>((resolve, reject) => ends.set(name, { resolve, reject }));
  });
  /** Whatever follows at once from what was told has happened then. */
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    started,
    ended,
    end: (name: string) => {
      ends.get(name)?.resolve();
      return settled();
    },
    fail: (name: string, reason: Error) => {
      ends.get(name)?.reject(reason);
      return settled();
    },
  };
}

const independent = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, []]));

describe("builds", () => {
  it("begin as soon as all that they come after is done, and no sooner", async () => {
    const { started, ended, end } = handBuilt(planOf({ a: ["b", "c"], b: ["d"], c: ["d"], d: [], e: [] }));
    expect(started).toEqual(["d", "e"]);
    await end("d");
    expect(started).toEqual(["d", "e", "b", "c"]);
    await end("c");
    expect(started).toHaveLength(4);
    await end("b");
    expect(started).toEqual(["d", "e", "b", "c", "a"]);
    await end("a");
    await end("e");
    await expect(ended).resolves.toBeUndefined();
  });

  it("are at most 12 at once, and the next begins when one ends", async () => {
    const { started, end } = handBuilt(planOf(independent(20)));
    expect(started).toHaveLength(12);
    await end("n3");
    expect(started).toHaveLength(13);
    await end("n0");
    await end("n12");
    expect(started).toHaveLength(15);
  });

  it("begin no more once one has failed, whose reason is thrown", async () => {
    const { started, ended, end, fail } = handBuilt(planOf({ ...independent(14), last: ["n1"] }));
    const failed = expect(ended).rejects.toThrow("first");
    await fail("n0", new Error("first"));
    await end("n1");
    await fail("n2", new Error("second"));
    await failed;
    expect(started).toHaveLength(12);
  });

  it("are over at once where there are none", async () => {
    const { started, ended } = handBuilt(new Map());
    await expect(ended).resolves.toBeUndefined();
    expect(started).toEqual([]);
  });

  it("may be a chain of 20,000", async () => {
    const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`n${n}`, n === 0 ? [] : [`n${n - 1}`]]));
    let done = 0;
    await inOrder(planOf(chain), async () => void done++);
    expect(done).toBe(20_000);
  });

  it("are each done once and after their inputs, 12 wherever there are as many, whatever ends first", async () => {
    const nodes = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(nodes, fc.infiniteStream(fc.nat()), async (picks, ends) => {
        const graph = Object.fromEntries(
          picks.map((some, n) => [`n${n}`, n === 0 ? [] : [...new Set(some.map((pick) => `n${pick % n}`))]]),
        );
        const { started, ended, end } = handBuilt(planOf(graph));
        const done = new Set<string>();
        for (;;) {
          const ready = Object.keys(graph).filter(
            (name) => !done.has(name) && (graph[name] ?? []).every((one) => done.has(one)),
          );
          const running = started.filter((name) => !done.has(name));
          expect(running.filter((name) => !ready.includes(name))).toEqual([]);
          expect(running).toHaveLength(Math.min(12, ready.length));
          const next = running[ends.next().value % running.length];
          if (next === undefined) break;
          done.add(next);
          await end(next);
        }
        await ended;
        expect(started.toSorted()).toEqual(Object.keys(graph).sort());
      }),
    );
  });
});
