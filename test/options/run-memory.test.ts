import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lib } from "../../src/lib/all.ts";
import { recordReads } from "../../src/lib/record-reads.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { type HostModule, hostModule } from "../../src/options/host-module.ts";
import { RunMemory } from "../../src/options/run-memory.ts";
import type { ModuleContent } from "../../src/value/module-source.ts";

const { mkOption, types } = lib;

describe("what a module said", () => {
  const runs: object[] = [];
  const recall = (memory: RunMemory, config: object, use: (config: { a?: unknown; b?: unknown }) => void) =>
    memory.recall("", config, () => {
      const reads = new Set<string>();
      runs.push(config);
      use(recordReads(config, reads));
      return { content: { imports: [], config: { kind: "attrs", entries: new Map() } } as ModuleContent, reads };
    });

  it.each([
    ["nothing", () => {}, false, false],
    ["one option", (config: { a?: unknown }) => void config.a, true, false],
    ["whether there is one", (config: object) => void ("b" in config), false, true],
    ["the names of all", (config: object) => void Object.keys(config), true, true],
  ])("holds where it read %s, as long as that stays", (_, use, changesWithA, changesWithB) => {
    const b = {};
    for (const [next, isChange] of [
      [{ a: 2, b }, changesWithA],
      [{ a: 1, b: {} }, changesWithB],
      [{ a: 1, b, c: 1 }, changesWithA && changesWithB],
    ] as const) {
      const memory = new RunMemory();
      const first = recall(memory, { a: 1, b }, use);
      expect(recall(memory, next, use) !== first).toBe(isChange);
    }
  });

  it("is forgotten where an option loses its value", () => {
    const memory = new RunMemory();
    const missing = Object.defineProperty({}, "a", { configurable: true, get: () => undefined });
    const first = recall(memory, { a: undefined }, (config) => void config.a);
    expect(recall(memory, missing, (config) => void config.a)).not.toBe(first);
    expect(recall(memory, {}, (config) => void config.a)).not.toBe(first);
  });
});

describe("what options came to", () => {
  it("is merged again when a definition changes on the way, also deep in a submodule", () => {
    const item = types.submodule(({ name, config }: { name: string; config: { n?: number } }) => ({
      options: { n: mkOption({ type: types.int, default: 1 }), text: mkOption({ type: types.str }) },
      config: { text: `${name}${config.n}` },
    }));
    const options: HostModule = {
      options: { items: mkOption({ type: types.attrsOf(item) }), steps: mkOption({ type: types.int, default: 0 }) },
    };
    const stepper: HostModule = ({ config }: { config: { steps?: number } }) => ({
      steps: Math.min(5, (config.steps ?? 0) + 1),
      items: { a: { n: config.steps ?? 0 }, b: {} },
    });
    const { config, records } = evaluateModules([hostModule("options", options), hostModule("stepper", stepper)]);
    expect(config).toEqual({ steps: 5, items: { a: { n: 5, text: "a5" }, b: { n: 1, text: "b1" } } });
    expect([...records.keys()].filter((key) => key.endsWith("text"))).toEqual(["items\0a\0text", "items\0b\0text"]);
    expect(records.get("items\0a\0n")?.value).toBe(5);
  });

  it("is not merged again in a set where nothing changes, whatever is declared and defined elsewhere", () => {
    let merged = 0;
    const counted = mkOption({ type: types.int, default: 1, apply: (value: number) => [value, ++merged] });
    const quiet: HostModule = { options: { quiet: { deep: { a: counted, b: counted } } } };
    const loud: HostModule = ({ config }: { config: { loud?: { steps?: number } } }) => ({
      options: { loud: { steps: mkOption({ type: types.int, default: 0, description: `${config.loud?.steps}` }) } },
      config: { loud: { steps: Math.min(9, (config.loud?.steps ?? 0) + 1) } },
    });
    const { config, rounds } = evaluateModules([hostModule("quiet", quiet), hostModule("loud", loud)]);
    expect([config, rounds > 9, merged]).toEqual([
      { quiet: { deep: { a: [1, 1], b: [1, 2] } }, loud: { steps: 9 } },
      true,
      2,
    ]);
  });

  it("is what its definitions come to without any memory", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const at = (index: number) => ["s", "t"][index % 2] ?? "";
    const rule = fc.record({
      reads: fc.nat(names.length - 1),
      writes: fc.nat(names.length - 1),
      above: fc.integer({ min: -3, max: 3 }),
      adds: fc.integer({ min: -2, max: 2 }),
      force: fc.boolean(),
    });
    const children = (set: string) =>
      Object.fromEntries(
        names.flatMap((name, index) => (at(index) === set ? [[name, mkOption({ type: total, default: [1] })]] : [])),
      );
    // Definitions of a list are joined: the order of modules counts.
    const total = types.listOf(types.int);
    const options: HostModule = { options: { s: children("s"), t: children("t") } };
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), (rules) => {
        const modules = rules.map(({ reads, writes, above, adds, force }) => ({ config }: { config: unknown }) => {
          const of = (index: number) =>
            (config as Record<string, Record<string, readonly number[]>>)[at(index)]?.[names[index] ?? ""] ?? [];
          const sum = of(reads).reduce((all, one) => all + one, 0);
          // Only upwards, so that it settles.
          const value = reads < writes && sum > above ? sum + adds : 0;
          return { [at(writes)]: { [names[writes] ?? ""]: force ? lib.mkForce([value]) : [value] } } as object;
        });
        const sources = (all: readonly HostModule[]) => all.map((module, index) => hostModule(`m${index}`, module));
        const { config } = evaluateModules(sources([options, ...modules]));
        const settled = modules.map((module) => module({ config }));
        expect(evaluateModules(sources([options, ...settled])).config).toEqual(config);
      }),
      { numRuns: 60 },
    );
  });
});
