import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/nix/format-error.ts";
import type { StorePath } from "../../../src/nix/store-path.ts";
import { type DerivationTable, derivationTable } from "../../../src/packages/builds/derivation-table.ts";
import { type BuildPlan, planBuilds } from "../../../src/packages/builds/plan-builds.ts";
import { pathOf } from "../fake-cache.ts";
import { type DerivationGraph, drv, filesOf, outputPath } from "./derivation-graph.ts";

const tableOf = (graph: DerivationGraph) => derivationTable({ files: filesOf(graph), sources: [] });

/** The plan for some store paths, where caches have these paths, and what they were asked. */
async function planOf(table: DerivationTable, wanted: readonly StorePath[], cached: readonly StorePath[]) {
  const asked: StorePath[][] = [];
  const there = new Set(cached.map(({ path }) => path));
  const plan = await planBuilds(
    wanted.flatMap((path) => table.makerOf(path) ?? []),
    table,
    async (paths) => {
      asked.push([...paths]);
      return new Set(paths.map(({ path }) => path).filter((path) => !there.has(path)));
    },
  );
  return { plan, asked };
}

const names = (plan: BuildPlan) => Array.from(plan.values(), ({ path }) => path.name.replace(".drv", ""));
const askedNames = (asked: readonly StorePath[][]) => asked.map((level) => level.map(({ name }) => name).sort());

describe("what has to be built", () => {
  it("ends where a cache has something: nothing below that is asked for", async () => {
    const table = tableOf({ a: ["b"], b: ["c"], c: ["d"], d: [] });
    const { plan, asked } = await planOf(table, [pathOf("a")], [pathOf("c")]);
    expect(names(plan)).toEqual(["b", "a"]);
    expect(askedNames(asked)).toEqual([["b"], ["c"]]);
    expect(Array.from(plan.values(), ({ after }) => after)).toEqual([[], [drv("b").path]]);
  });

  it("is what is wanted alone, where caches have all that it needs", async () => {
    const table = tableOf({ a: { inputs: ["b", "c"], sources: ["patch", "patch", "builder.sh"] }, b: [], c: [] });
    const { plan } = await planOf(table, [pathOf("a"), pathOf("a")], [pathOf("b"), pathOf("c")]);
    expect(names(plan)).toEqual(["a"]);
    expect(plan.get(drv("a").path)).toEqual({
      ...table.get(drv("a").path),
      inputs: ["b", "c", "patch", "builder.sh"].map(pathOf),
      fetched: ["b", "c"].map(pathOf),
      after: [],
    });
  });

  it("is found level by level, each path asked for once whoever needs it", async () => {
    const table = tableOf({ a: ["b", "c"], b: ["d"], c: ["d", "e"], d: ["e"], e: [] });
    const { plan, asked } = await planOf(table, [pathOf("a")], []);
    expect(askedNames(asked)).toEqual([
      ["b", "c"],
      ["d", "e"],
    ]);
    expect(names(plan).slice(0, 2)).toEqual(["e", "d"]);
  });

  it("are derivations of which one output is missing, whatever there is of the others", async () => {
    const table = tableOf({ a: ["lib", "lib.dev"], lib: { outputs: ["dev", "doc"], inputs: ["b"] }, b: [] });
    const { plan, asked } = await planOf(table, [pathOf("a")], [outputPath("lib.dev"), pathOf("b")]);
    expect(names(plan)).toEqual(["lib", "a"]);
    expect(askedNames(asked)).toEqual([["lib", "lib-dev"], ["b"]]);
    expect(plan.get(drv("a").path)?.after).toEqual([drv("lib").path]);
    expect((await planOf(table, [pathOf("a")], [pathOf("lib"), outputPath("lib.dev")])).plan.size).toBe(1);
  });

  it("comes after what is built of its inputs, though a cache has the output that it needs", async () => {
    const table = tableOf({ a: ["b", "lib.dev"], b: ["lib"], lib: { outputs: ["dev"] } });
    const { plan } = await planOf(table, [pathOf("a")], [outputPath("lib.dev")]);
    expect(plan.get(drv("a").path)?.after.toSorted()).toEqual([drv("b").path, drv("lib").path].sort());
  });

  it("is asked of no cache where it is wanted built anyway", async () => {
    const { plan, asked } = await planOf(
      tableOf({ a: ["b"], b: ["c"], c: [] }),
      [pathOf("a"), pathOf("b")],
      [pathOf("b"), pathOf("c")],
    );
    expect(names(plan)).toEqual(["b", "a"]);
    expect(askedNames(asked)).toEqual([["c"]]);
  });

  it("is never a source, which evaluation has made", async () => {
    const { plan, asked } = await planOf(tableOf({ a: { sources: ["builder.sh"] } }), [pathOf("a")], []);
    expect(names(plan)).toEqual(["a"]);
    expect(asked).toEqual([]);
  });

  it("is nothing where nothing is wanted", async () => {
    const { plan, asked } = await planOf(tableOf({ a: [] }), [], []);
    expect([plan.size, asked]).toEqual([0, []]);
  });

  it("does not go round in a circle where a source is fetched with what is built from it", async () => {
    const table = tableOf({
      "boot-source": { makes: "source" },
      curl: ["boot-source"],
      source: ["curl"],
      app: ["source", "curl"],
    });
    const { plan } = await planOf(table, [pathOf("app")], []);
    expect(names(plan)).toEqual(["boot-source", "curl", "app"]);
    expect(plan.get(drv("curl").path)?.after).toEqual([drv("boot-source").path]);
  });

  it("cannot be said where a derivation that is needed cannot be read; one below what a cache has is not needed", async () => {
    const files = { ...filesOf({ a: ["b"], b: ["c"], c: [] }), [drv("c").path]: "Derive(" };
    const table = derivationTable({ files, sources: [] });
    await expect(planOf(table, [pathOf("a")], [])).rejects.toThrow(FormatError);
    expect(names((await planOf(table, [pathOf("a")], [pathOf("b")])).plan)).toEqual(["a"]);
  });

  it("passes on what caches are asked in vain for", async () => {
    const table = tableOf({ a: ["b"], b: [] });
    const failure = new Error("down");
    await expect(planBuilds([table.get(drv("a").path)], table, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it("may be a chain of 20,000", async () => {
    const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`n${n}`, n === 0 ? [] : [`n${n - 1}`]]));
    const { plan } = await planOf(tableOf(chain), [pathOf("n19999")], []);
    expect(plan.size).toBe(20_000);
    expect([...plan.keys()][0]).toBe(drv("n0").path);
    expect([...plan.keys()].at(-1)).toBe(drv("n19999").path);
  });
});

interface RandomNode {
  readonly inputs: readonly { readonly to: number; readonly isDev: boolean }[];
  readonly hasDev: boolean;
  /** Makes what another makes that comes before it, if there is one. */
  readonly twin: number | null;
  readonly isWanted: boolean;
  readonly isCached: readonly [out: boolean, dev: boolean];
}

const randomNodes = fc.array(
  fc.record<RandomNode>({
    inputs: fc.array(fc.record({ to: fc.nat(), isDev: fc.boolean() }), { maxLength: 4 }),
    hasDev: fc.boolean(),
    twin: fc.option(fc.nat(), { freq: 5 }),
    isWanted: fc.boolean(),
    isCached: fc.tuple(fc.boolean(), fc.boolean()),
  }),
  { minLength: 1, maxLength: 25 },
);

/** Names n0, n1, … of which each is built from some of those before it. */
function randomGraph(nodes: readonly RandomNode[]) {
  const graph: Record<string, Exclude<DerivationGraph[string], readonly string[]>> = {};
  const shapes: { makes: string; hasDev: boolean }[] = [];
  for (const [n, { inputs, hasDev, twin }] of nodes.entries()) {
    const shape = (twin === null || n === 0 ? undefined : shapes[twin % n]) ?? { makes: `n${n}`, hasDev };
    const named = inputs.flatMap(({ to, isDev }) => {
      if (n === 0) return [];
      return [`n${to % n}${isDev && shapes[to % n]?.hasDev === true ? ".dev" : ""}`];
    });
    graph[`n${n}`] = { inputs: [...new Set(named)], outputs: shape.hasDev ? ["dev"] : [], makes: shape.makes };
    shapes.push(shape);
  }
  const wanted = nodes.flatMap(({ isWanted }, n) => (isWanted ? [outputPath(shapes[n]?.makes ?? "")] : []));
  const cached = nodes.flatMap(({ isCached: [out, dev] }, n) => [
    ...(out ? [outputPath(`n${n}`)] : []),
    ...(dev ? [outputPath(`n${n}.dev`)] : []),
  ]);
  return { graph, wanted, cached };
}

it("of any derivations, whatever caches have, what is built is what a simple definition says, in order", async () => {
  await fc.assert(
    fc.asyncProperty(randomNodes, async (nodes) => {
      const { graph, wanted, cached } = randomGraph(nodes);
      const table = tableOf(graph);
      const { plan, asked } = await planOf(table, wanted, cached);

      // What is wanted, and who makes an input that no cache has of what is built.
      const there = new Set(cached.map(({ path }) => path));
      const built = new Set<string>();
      const inputsOf = (name: string) => inputPaths(table, name);
      const visit = (name: string) => {
        if (built.has(name)) return;
        built.add(name);
        for (const input of inputsOf(name)) {
          const maker = table.makerOf(input);
          if (maker !== undefined && !there.has(input.path)) visit(maker.path.path);
        }
      };
      const makers = wanted.flatMap((path) => table.makerOf(path)?.path.path ?? []);
      for (const name of makers) visit(name);
      expect([...plan.keys()].sort()).toEqual([...built].sort());

      const order = new Map(Array.from(plan.keys(), (path, index) => [path, index]));
      for (const [path, { after, inputs, fetched }] of plan) {
        expect(inputs.map((input) => input.path).sort()).toEqual(
          inputsOf(path)
            .map((input) => input.path)
            .sort(),
        );
        const before = new Set(inputs.flatMap((input) => table.makerOf(input)?.path.path ?? []));
        expect(after.toSorted()).toEqual([...before].filter((maker) => built.has(maker)).sort());
        const makerOf = (input: StorePath) => table.makerOf(input)?.path.path;
        expect(fetched).toEqual(
          inputs.filter((input) => makerOf(input) !== undefined && !built.has(makerOf(input) ?? "")),
        );
        for (const one of after) expect(order.get(one)).toBeLessThan(order.get(path) ?? -1);
      }

      const questions = asked.flat().map(({ path }) => path);
      expect(questions).toEqual([...new Set(questions)]);
      const needed = new Set([...built].flatMap(inputsOf).map(({ path }) => path));
      for (const path of makers.flatMap((name) => outputsOf(table, name))) needed.delete(path);
      expect(questions.filter((path) => !needed.has(path))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** The store paths that a derivation names as its inputs, each once. */
function inputPaths(table: DerivationTable, name: string): StorePath[] {
  const { inputDerivations, inputSources } = table.get(name).derivation;
  const paths = new Map(inputSources.map((path) => [path.path, path]));
  for (const [input, outputs] of inputDerivations) {
    for (const output of outputs) {
      const path = table.get(input).derivation.outputs.get(output)?.path;
      if (path !== undefined) paths.set(path.path, path);
    }
  }
  return [...paths.values()];
}

const outputsOf = (table: DerivationTable, name: string) =>
  Array.from(table.get(name).derivation.outputs.values(), ({ path }) => path.path);
