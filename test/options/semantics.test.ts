import { describe, expect, it } from "vitest";
import { lib } from "../../src/lib/all.ts";
import type { OptionType } from "../../src/lib/lib.d.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { type HostModule, hostModule } from "../../src/options/host-module.ts";
import { pathKey } from "../../src/options/merge-context.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import { configure } from "../declaration/declare.ts";

const { mkAfter, mkBefore, mkDefault, mkForce, mkIf, mkMerge, mkOption, mkOrder, mkOverride, types } = lib;

/** Evaluates modules named a, b, c … */
const evaluate = (...modules: HostModule[]) =>
  evaluateModules(modules.map((module, index) => hostModule("abcdefgh"[index] ?? "x", module)));
const configOf = (...modules: HostModule[]) => evaluate(...modules).config;

/** The value of an option of this type from definitions. */
const merged = (type: OptionType, ...definitions: unknown[]) =>
  configOf({ options: { x: mkOption({ type }) } }, ...definitions.map((x) => ({ x }))).x;

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DeclError) return error.message;
    throw error;
  }
  throw new Error("expected an error");
}

const int = mkOption({ type: types.int, default: 0 });
const pair = types.submodule({ options: { a: int, b: int } });

/** What nixpkgs' lib/tests/modules.sh holds NixOS to, as far as decl has it. */
describe("priorities", () => {
  it("reach through nested mkMerge and mkIf, and the innermost counts", () => {
    expect(merged(types.int, mkMerge([mkIf(true, mkMerge([mkDefault(1)])), mkIf(false, mkForce(9))]), 2)).toBe(2);
    expect(merged(types.int, mkForce(mkMerge([mkIf(true, 1)])), 2)).toBe(1);
    expect(merged(types.int, mkIf(true, mkForce(1)), mkMerge([2, 2]))).toBe(1);
    expect(merged(types.int, mkForce(mkDefault(1)), 2)).toBe(2);
  });

  it("of a set of options reach every option in it", () => {
    const options = { options: { s: { a: int, b: int } } };
    expect(configOf(options, { s: mkForce({ a: 1 }) }, { s: { a: 2, b: 2 } }).s).toEqual({ a: 1, b: 2 });
  });

  it("of a submodule choose whole definitions, and count no more inside of it", () => {
    expect(merged(pair, mkForce({ a: 1 }), { a: 2, b: 2 })).toEqual({ a: 1, b: 0 });
    const own = types.submodule({ options: { a: int }, config: { a: mkForce(5) } });
    expect(merged(own, mkOverride(10, { a: 1 }))).toEqual({ a: 5 });
    const plain = types.submodule({ options: { a: int }, config: { a: 5 } });
    expect(errorOf(() => merged(plain, mkForce({ a: 1 })))).toMatch(/^has conflicting definitions/);
  });

  it("of an attribute decide about this attribute alone", () => {
    expect(merged(types.attrsOf(pair), { x: mkForce({ a: 1 }), y: { a: 1 } }, { x: { b: 2 }, y: { b: 2 } })).toEqual({
      x: { a: 1, b: 0 },
      y: { a: 1, b: 2 },
    });
  });

  it("of a default are lower than those of any definition", () => {
    const options = { options: { x: mkOption({ type: types.int, default: mkForce(1) }) } };
    expect(configOf(options, { x: 2 }).x).toBe(1);
    expect(configOf({ options: { x: int } }, { x: lib.mkOptionDefault(0) }).x).toBe(0);
    expect(errorOf(() => configOf({ options: { x: int } }, { x: lib.mkOptionDefault(1) }))).toMatch(/conflicting/);
  });

  it("yield to nothing that a false condition guards", () => {
    expect(merged(types.int, mkIf(false, mkForce(1)), mkForce(mkIf(false, 2)), mkDefault(3))).toBe(3);
  });
});

describe("orders", () => {
  it("sort definitions of lists and lines, stable where they are equal", () => {
    const list = types.listOf(types.str);
    expect(merged(list, mkOrder(1200, ["d"]), ["b"], mkBefore(["a"]), ["c"], mkAfter(["e"]))).toEqual([..."abcde"]);
    expect(merged(list, mkMerge([mkAfter(["z"]), mkIf(true, mkBefore(["a"])), ["m"]]))).toEqual([..."amz"]);
    expect(merged(list, mkDefault(mkBefore(["x"])), mkBefore(mkDefault(["y"])))).toEqual(["x", "y"]);
  });
});

describe("submodules", () => {
  it("in lists are one instance for each element", () => {
    expect(merged(types.listOf(pair), [{ a: 1 }], mkBefore([{ b: 2 }, mkIf(false, { a: 9 })]))).toEqual([
      { a: 0, b: 2 },
      { a: 1, b: 0 },
    ]);
    expect(errorOf(() => merged(types.listOf(pair), [{ a: 1 }, { c: 1 }]))).toBe(
      'there is no option "x.1.c"\n  hint: did you mean "a" or "b"?',
    );
  });

  it("have a value without definitions: that of their defaults", () => {
    expect(configOf({ options: { x: mkOption({ type: pair }) } }).x).toEqual({ a: 0, b: 0 });
    expect(merged(types.nullOr(pair), mkIf(false, {}))).toBe(null);
  });

  it("may be one of several types", () => {
    const type = types.either(types.str, pair);
    expect([merged(type, "text"), merged(type, { a: 1 }, { b: 2 })]).toEqual(["text", { a: 1, b: 2 }]);
    expect(merged(types.attrsOf(types.nullOr(type)), { x: "t", y: { a: 1 }, z: null })).toEqual({
      x: "t",
      y: { a: 1, b: 0 },
      z: null,
    });
    expect(errorOf(() => merged(type, "text", { a: 1 }))).toMatch(/conflicting definitions: decl: b says "text"/);
    expect(errorOf(() => merged(type, { c: 1 }))).toMatch(/^there is no option "x\.c"/);
  });

  it("may import modules, each once, and read themselves", () => {
    const shared = { options: { n: int }, config: { n: mkDefault(3) } };
    const type = types.submodule(({ config }: { config: { n: number } }) => ({
      imports: [shared, { imports: [shared] }],
      options: { double: int },
      config: { double: config.n * 2 || 0 },
    }));
    expect(merged(types.attrsOf(type), { x: {}, y: { n: 1 } })).toEqual({
      x: { n: 3, double: 6 },
      y: { n: 1, double: 2 },
    });
  });

  it("may be freeform: what is declared keeps its type, the rest has that of the others", () => {
    const free = types.submodule({ options: { a: int }, freeformType: types.attrsOf(types.listOf(types.str)) });
    expect(merged(free, { a: 1, list: ["x"] }, { list: ["y"], gone: mkIf(false, []) })).toEqual({
      a: 1,
      list: ["x", "y"],
    });
    expect(merged(free, { list: mkDefault(["x"]) }, { list: ["y"] })).toEqual({ a: 0, list: ["y"] });
    expect(errorOf(() => merged(free, { list: "x" }))).toBe(
      'must be a list (x.list)\n  hint: write ["x"] instead of "x"',
    );
  });

  it("know renamed options as options of the same instance", () => {
    const type = types.submodule({ options: { old: mkOption({ renamedTo: "now.name" }), now: { name: int } } });
    const { config, warnings } = evaluate(
      { options: { x: mkOption({ type: types.attrsOf(type) }) } },
      { x: { i: { old: 3 } } },
    );
    expect(config.x).toEqual({ i: { now: { name: 3 } } });
    expect(warnings.map(({ message }) => message)).toEqual(["the option x.i.old is now called now.name"]);
  });

  it("that throw because something is not there yet get their chance, with what is defined", () => {
    const type = types.submodule(({ config }: { config: { kind?: string } }) => {
      if (config.kind !== "a") throw new TypeError("only kind a");
      return { options: { kind: mkOption({ type: types.str }), ok: mkOption({ type: types.bool, default: true }) } };
    });
    expect(merged(types.attrsOf(type), { x: { kind: "a" } })).toEqual({ x: { kind: "a", ok: true } });
    expect(() => merged(types.attrsOf(type), { x: { kind: "b" } })).toThrow("only kind a");
  });
});

describe("apply", () => {
  it("makes the value that modules read of the merged one, its default too", () => {
    const x = mkOption({ type: types.listOf(types.int), default: [1], apply: (list) => (list as number[]).length });
    const reader =
      (): HostModule =>
      ({ config }: { config: { x: number } }) => ({
        options: { y: int },
        config: { y: config.x },
      });
    expect(configOf({ options: { x } }, reader())).toEqual({ x: 1, y: 1 });
    expect(configOf({ options: { x } }, { x: [1, 2] }, { x: [3] }, reader())).toEqual({ x: 3, y: 3 });
  });

  it("runs in the sandbox for declarations, on packages too", async () => {
    const { config } = await configure(`import { lib } from "decl";
const { mkOption, types } = lib;
export default ({ pkgs, config }) => ({
  options: {
    app: mkOption({ type: types.package, default: pkgs.hello, apply: (pkg) => ({ pkg, exe: lib.getExe(pkg, "app") }) }),
  },
  config: { image: { cmd: [config.app.exe] } },
});`);
    expect(config.image.cmd).toEqual(["\uE0D0hello\uE0D1/bin/app"]);
    expect(`${(config.app as { pkg: unknown }).pkg}`).toBe("\uE0D0hello\uE0D1");
  });
});

describe("records", () => {
  it("keep every definition with its priority, also of what is overridden in submodules", () => {
    const { records } = evaluate(
      { options: { x: mkOption({ type: types.attrsOf(pair) }) } },
      { x: { i: { a: mkDefault(1) } } },
      { x: { i: { a: 2 } } },
    );
    const record = records.get(pathKey(["x", "i", "a"]));
    expect(record?.definitions.map(({ module, priority }) => [module, priority])).toEqual([
      ["decl: b", 1000],
      ["decl: c", 100],
    ]);
    expect(record?.winners.map(({ module }) => module)).toEqual(["decl: c"]);
  });
});

describe("modules of a declaration", () => {
  it("are run again only when something that they read has changed", async () => {
    const text = (reads: string) => `let runs = 0;
export default ({ config, lib }) => ({
  image: { labels: { seen: String(${reads}) }, interactive: true },
  warnings: [String(++runs)],
});`;
    const runsOf = async (reads: string) => (await configure(text(reads))).warnings.at(-1)?.message;
    expect(await runsOf("1")).toBe("1");
    expect(await runsOf("config.image.interactive")).not.toBe("1");
  });

  it("are asked once where they are objects, also when they throw", async () => {
    const text = "let runs = 0;\nexport default { get image() { throw new Error(`run ${++runs}`); } };";
    await expect(configure(text)).rejects.toThrow(/: run 1$/);
  });

  it("see options come and go with what others define", async () => {
    const { config } = await configure(`import { lib } from "decl";
const extra = { options: { extra: lib.mkOption({ type: lib.types.int, default: 7 }) } };
const reader = ({ config }) => ({ image: { labels: { extra: String(config.extra ?? "none"), keys: String(Object.keys(config).includes("extra")) } } });
export default ({ config }) => ({ imports: [reader, ...(config.image.interactive === true ? [extra] : [])], image: { interactive: true } });`);
    expect(config.image.labels).toMatchObject({ extra: "7", keys: "true" });
  });

  it("may spread, list and test what they read", async () => {
    const { config } = await configure(`export default ({ config }) => ({
  image: { env: { A: "1" }, labels: { ...config.image.env, has: String("A" in (config.image.env ?? {})), keys: Object.keys(config.image.env).join() } },
});`);
    expect(config.image.labels).toMatchObject({ A: "1", has: "true", keys: expect.stringContaining("A") });
  });
});
