import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lib } from "../../src/lib/all.ts";
import type { OptionType } from "../../src/lib/lib.d.ts";
import { packageAt } from "../../src/lib/package-reference.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { type HostModule, hostModule } from "../../src/options/host-module.ts";
import { pathKey } from "../../src/options/merge-context.ts";
import { DeclError } from "../../src/text/diagnostic.ts";

const { mkAfter, mkBefore, mkDefault, mkForce, mkIf, mkMerge, mkOption, mkOverride, types } = lib;

/** Evaluates modules named a, b, c … */
function evaluate(...modules: HostModule[]) {
  return evaluateModules(modules.map((module, index) => hostModule("abcdefgh"[index] ?? "x", module)));
}
const configOf = (...modules: HostModule[]) => evaluate(...modules).config;

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DeclError) return error.message;
    throw error;
  }
  throw new Error("expected an error");
}

/** The value of an option of this type from definitions. */
const merged = (type: OptionType, ...definitions: unknown[]) =>
  configOf({ options: { x: mkOption({ type }) } }, ...definitions.map((x) => ({ x }))).x;

describe("merging by type", () => {
  it.each([
    ["equal booleans are one", types.bool, [true, true], true],
    ["equal strings are one", types.str, ["a", "a"], "a"],
    ["lines are joined by line breaks", types.lines, ["a", "b"], "a\nb"],
    ["commas are joined by commas", types.commas, ["a", "b"], "a,b"],
    ["lists are joined", types.listOf(types.int), [[1], [2, 3]], [1, 2, 3]],
    ["attributes are united", types.attrsOf(types.int), [{ b: 1 }, { a: 2 }], { a: 2, b: 1 }],
    ["null with null is null", types.nullOr(types.int), [null, null], null],
    ["nullOr merges what is not null", types.nullOr(types.listOf(types.int)), [[1], [2]], [1, 2]],
    ["either takes the first type that fits all", types.either(types.int, types.str), ["a", "a"], "a"],
    ["an enumeration is one of its values", types.enum(["a", 1]), [1], 1],
    ["anything merges deeply", types.anything, [{ a: { b: 1 } }, { a: { c: [1] } }], { a: { b: 1, c: [1] } }],
    ["unit options with a list are all a list", types.unitOption, ["a", ["b", 1]], ["a", "b", 1]],
    ["unit options without lists are equal", types.unitOption, [true, true], true],
    [
      "nested types are merged all the way",
      types.attrsOf(types.listOf(types.str)),
      [{ a: ["x"] }, { a: ["y"] }],
      { a: ["x", "y"] },
    ],
  ])("%s", (_, type, definitions, value) => {
    expect(merged(type, ...definitions)).toEqual(value);
  });

  it.each([
    [
      "conflicting strings",
      types.str,
      ["a", "b"],
      'has conflicting definitions: decl: b says "a", decl: c says "b" (x)\n  hint: lib.mkForce makes one of them win, lib.mkDefault makes one of them yield',
    ],
    [
      "null and a value",
      types.nullOr(types.int),
      [null, 1],
      "has conflicting definitions: decl: b says null, decl: c says 1 (x)",
    ],
    [
      "two values of a unique option",
      types.uniq(types.listOf(types.int)),
      [[1], [1]],
      "has conflicting definitions: decl: b says a list of 1, decl: c says a list of 1 (x)",
    ],
    ["a string for a number", types.int, ["1"], "must be a whole number (x)"],
    ["a number out of range", types.port, [70000], "must be a whole number from 0 to 65535 (x)"],
    ["a text that does not match", types.strMatching("[a-z]+"), ["A"], "must be a string like /[a-z]+/ (x)"],
    ["a relative path", types.path, ["srv"], "must be an absolute path (x)"],
    ["a value outside of the enumeration", types.enum(["a", "b"]), ["c"], 'must be one of "a", "b" (x)'],
    ["a wrong element", types.listOf(types.int), [[1, "2"]], "must be a whole number (x.1)"],
    ["a wrong member", types.attrsOf(types.int), [{ a: "2" }], "must be a whole number (x.a)"],
    [
      "what fits no type of either",
      types.either(types.int, types.bool),
      ["a"],
      "must be a whole number or true or false (x)",
    ],
    ["a list where an object is wanted", types.attrsOf(types.int), [[]], "must be an object (x)"],
  ])("%s is an error", (_, type, definitions, message) => {
    expect(errorOf(() => merged(type, ...definitions)).slice(0, message.length)).toBe(message);
  });

  it("packages are equal by name, and strings where text is wanted", () => {
    expect(`${merged(types.package, packageAt("hello"), "hello")}`).toBe("\uE0D0hello\uE0D1");
    expect(merged(types.str, packageAt("hello"))).toBe("\uE0D0hello\uE0D1");
    expect(merged(types.path, packageAt("hello"))).toBe("\uE0D0hello\uE0D1");
    expect(errorOf(() => merged(types.package, packageAt("a"), packageAt("b")))).toMatch(
      /says pkgs\.a, decl: c says pkgs\.b/,
    );
  });
});

describe("properties of definitions", () => {
  it("decide by priority, then by order, then by place", () => {
    expect(merged(types.str, "plain", mkDefault("default"), mkForce("force"))).toBe("force");
    expect(merged(types.str, mkOverride(20, "a"), mkForce("b"))).toBe("a");
    expect(merged(types.listOf(types.int), [1], mkAfter([3]), mkBefore([0]), [2])).toEqual([0, 1, 2, 3]);
    expect(merged(types.lines, mkMerge(["a", mkBefore("b")]))).toBe("b\na");
  });

  it("reach into what they surround", () => {
    const options = {
      options: { a: { x: mkOption({ type: types.int, default: 0 }), y: mkOption({ type: types.int, default: 0 }) } },
    };
    expect(configOf(options, { a: mkForce({ x: 1 }) }, { a: { x: 2, y: 3 } }).a).toEqual({ x: 1, y: 3 });
    expect(
      configOf(options, mkIf(false, { a: { x: 1 } }), mkIf(true, mkMerge([{ a: { x: 2 } }, { a: { y: 3 } }]))).a,
    ).toEqual({
      x: 2,
      y: 3,
    });
  });

  it("may stand on list elements and attributes", () => {
    expect(merged(types.listOf(types.int), [1, mkIf(false, 2), mkIf(true, 3)])).toEqual([1, 3]);
    expect(merged(types.attrsOf(types.int), { a: mkIf(false, 1), b: mkDefault(2) }, { b: 3 })).toEqual({ b: 3 });
  });

  it("a default yields to every definition and merges with none", () => {
    const options = { options: { x: mkOption({ type: types.listOf(types.int), default: [1] }) } };
    expect(configOf(options).x).toEqual([1]);
    expect(configOf(options, { x: [2] }).x).toEqual([2]);
    expect(configOf(options, { x: mkDefault([2]) }).x).toEqual([2]);
  });

  it("a false condition may guard nonsense", () => {
    expect(merged(types.int, 1, mkIf(false, "nonsense"))).toBe(1);
  });
});

describe("options", () => {
  it("that are not declared are errors with the nearest name", () => {
    const options = { options: { services: { nginx: { enable: mkOption({ type: types.bool, default: false }) } } } };
    expect(errorOf(() => evaluate(options, { services: { ngnix: { enable: true } } }))).toBe(
      'there is no option "services.ngnix"\n  hint: did you mean "nginx"?',
    );
  });

  it("without a value can be declared, and are an error only when they are used", () => {
    const options = { options: { x: mkOption({ type: types.int }), y: mkOption({ type: types.int, default: 1 }) } };
    expect(configOf(options).y).toBe(1);
    expect(errorOf(() => configOf(options).x)).toBe(
      "the option x is used but has no value\n  hint: it must be a whole number",
    );
    const user: HostModule = ({ config }: { config: { x: number } }) => ({ y: config.x });
    expect(errorOf(() => evaluate(options, user))).toMatch(/^the option x is used but has no value/);
  });

  it("of list, attribute and null types are empty without a value", () => {
    const { config } = evaluate({
      options: {
        list: mkOption({ type: types.listOf(types.int) }),
        attrs: mkOption({ type: types.attrsOf(types.int) }),
        maybe: mkOption({ type: types.nullOr(types.int) }),
      },
    });
    expect(config).toEqual({ list: [], attrs: {}, maybe: null });
  });

  it("can be read-only, deprecated and renamed", () => {
    const readOnly = { options: { x: mkOption({ type: types.int, default: 1, readOnly: true }) } };
    expect(errorOf(() => evaluate(readOnly, { x: 2 }))).toBe(
      "the option x is read-only\n  hint: its value comes from decl: a",
    );
    const renamed = {
      options: {
        old: mkOption({ renamedTo: "new.name" }),
        new: { name: mkOption({ type: types.listOf(types.int), default: [] }) },
        gone: mkOption({ type: types.int, default: 0, deprecated: "use new.name" }),
      },
    };
    const { config, warnings } = evaluate(renamed, { old: [1] }, { gone: 2 });
    expect(config.new).toEqual({ name: [1] });
    expect(warnings.map(({ message, hint }) => [message, hint])).toEqual([
      ["the option old is now called new.name", undefined],
      ["the option gone is deprecated", "use new.name"],
    ]);
  });

  it("cannot be declared twice with different types, nor below another", () => {
    const x = { options: { x: mkOption({ type: types.int }) } };
    expect(errorOf(() => evaluate(x, { options: { x: mkOption({}) } }))).toBe(
      "the option x is declared already, by decl: a\n  hint: a whole number and anything do not go together",
    );
    expect(errorOf(() => evaluate(x, { options: { x: { y: mkOption({}) } } }))).toBe(
      "the option x is declared already, by decl: a\n  hint: an option is declared by one module; others define it",
    );
  });
});

describe("submodules", () => {
  const server = types.submodule(({ name, config }: { name: string; config: { port?: number } }) => ({
    options: {
      host: mkOption({ type: types.str, default: name }),
      port: mkOption({ type: types.port, default: 80 }),
      url: mkOption({ type: types.str }),
    },
    config: { url: mkDefault(`http://${name}:${config.port}`) },
  }));
  const options = { options: { servers: mkOption({ type: types.attrsOf(server) }) } };

  it("have options, defaults from their name, and read themselves", () => {
    expect(configOf(options, { servers: { a: {}, b: { port: 8080 } } }).servers).toEqual({
      a: { host: "a", port: 80, url: "http://a:80" },
      b: { host: "b", port: 8080, url: "http://b:8080" },
    });
  });

  it("merge definitions from several modules", () => {
    expect(configOf(options, { servers: { a: { port: 1 } } }, { servers: { a: { host: "x" } } }).servers).toMatchObject(
      {
        a: { host: "x", port: 1 },
      },
    );
    expect(errorOf(() => evaluate(options, { servers: { a: { prot: 1 } } }))).toBe(
      'there is no option "servers.a.prot"\n  hint: did you mean "port"?',
    );
  });

  it("may be freeform", () => {
    const free = types.submodule({
      options: { a: mkOption({ type: types.int, default: 1 }) },
      freeformType: types.attrsOf(types.str),
    });
    expect(merged(free, { b: "x" }, { a: 2 })).toEqual({ a: 2, b: "x" });
    expect(errorOf(() => merged(free, { b: 1 }))).toBe('must be a string (x.b)\n  hint: write "1" instead of 1');
  });
});

describe("the fixpoint", () => {
  const flag = (name: string) => ({ options: { [name]: mkOption({ type: types.bool, default: false }) } });

  it("lets modules read what others define, however far it has to travel", () => {
    type Config = Record<string, boolean>;
    const chain: HostModule[] = ["a", "b", "c", "d", "e", "f"].map(
      (name, index, names) =>
        ({ config }: { config: Config }) => ({
          ...flag(name),
          config: { [name]: index === 0 ? true : (config[names[index - 1] ?? ""] ?? false) },
        }),
    );
    expect(configOf(...chain)).toEqual({ a: true, b: true, c: true, d: true, e: true, f: true });
  });

  it("gives a module that throws too early its chance, and reports one that throws to the end", () => {
    const reader: HostModule = ({ config }: { config: { a: { list: number[] } } }) => ({
      options: { first: mkOption({ type: types.int }) },
      config: { first: config.a.list[0] },
    });
    expect(
      configOf({ options: { a: { list: mkOption({ type: types.listOf(types.int) }) } } }, { a: { list: [7] } }, reader),
    ).toMatchObject({
      first: 7,
    });
  });

  it("names the option that never settles and the modules that flip it", () => {
    const flip: HostModule = ({ config }: { config: { x?: boolean } }) => ({ x: !config.x });
    expect(errorOf(() => evaluate(flag("x"), flip))).toBe(
      "the option x never settles: decl: b keeps changing it\n  hint: a definition must not depend on the value that it changes",
    );
  });

  it("allows imports and options that depend on the configuration", () => {
    const extra = { options: { extra: mkOption({ type: types.int, default: 5 }) } };
    const importer: HostModule = ({ config }: { config: { on?: boolean } }) => ({ imports: config.on ? [extra] : [] });
    expect(configOf(flag("on"), importer)).toEqual({ on: false });
    expect(configOf(flag("on"), importer, { on: true })).toEqual({ on: true, extra: 5 });
  });

  it("counts a module once that is imported twice, and refuses circles", () => {
    const shared = { options: { x: mkOption({ type: types.listOf(types.int) }) }, config: { x: [1] } };
    expect(configOf({ imports: [shared] }, { imports: [shared] }).x).toEqual([1]);
    const circle: { imports: object[] } = { imports: [] };
    circle.imports.push(circle);
    expect(errorOf(() => evaluate(circle))).toBe(
      "modules import each other in a circle: decl: a → decl: a\n  hint: what both need can stand in a third module that both import",
    );
  });

  it("checks assertions and passes warnings on", () => {
    const options = {
      options: {
        assertions: mkOption({ type: types.listOf(types.attrs) }),
        warnings: mkOption({ type: types.listOf(types.str) }),
      },
    };
    expect(
      errorOf(() =>
        evaluate(options, {
          assertions: [
            { assertion: false, message: "no" },
            { assertion: true, message: "yes" },
          ],
        }),
      ),
    ).toBe("failed assertion: no");
    expect(evaluate(options, { warnings: ["careful"] }).warnings).toEqual([
      { code: "declared-warning", severity: "warning", message: "careful" },
    ]);
  });

  it("gives the same result whatever the order of modules, where order has no meaning", () => {
    const options = { options: { set: mkOption({ type: types.attrsOf(types.int) }) } };
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.integer(), (keys, seed) => {
        const modules = keys.map((key, index) => ({ set: { [key]: index } }));
        const shuffled = modules.toSorted(
          (a, b) =>
            (((Object.keys(a.set)[0] ?? "").length * seed) % 7) - (((Object.keys(b.set)[0] ?? "").length * seed) % 7),
        );
        expect(configOf(options, ...shuffled)).toEqual(configOf(options, ...modules));
      }),
    );
  });
});

it("remembers every definition of an option", () => {
  const { records } = evaluate(
    { options: { x: mkOption({ type: types.int, default: 1 }) } },
    { x: mkDefault(2) },
    { x: 3 },
  );
  const record = records.get(pathKey(["x"]));
  expect(record?.definitions.map(({ module, priority }) => [module, priority])).toEqual([
    ["decl: b", 1000],
    ["decl: c", 100],
  ]);
  expect(record?.winners.map(({ module }) => module)).toEqual(["decl: c"]);
  expect(record?.value).toBe(3);
});
