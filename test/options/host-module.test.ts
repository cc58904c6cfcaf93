import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lib } from "../../src/lib/all.ts";
import { hostModule } from "../../src/options/host-module.ts";

const { mkIf, mkOption, types } = lib;

/** What a module says for each of some configurations, one after the other. */
function contents(module: (config: { readonly now: unknown }) => object, ...configs: readonly unknown[]) {
  const source = hostModule("m", ({ config }: { config: { now: unknown } }) => module(config));
  return configs.map((now) => source.run({ config: { now } }));
}

describe("what a module says when it runs again", () => {
  it("is the same value exactly where it is equal", () => {
    const object = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue());
    fc.assert(
      fc.property(object, object, (one, other) => {
        const module = ({ now }: { now: unknown }) => ({ config: { own: now } });
        const [first, again, changed] = contents(module, one, structuredClone(one), other);
        expect(again?.config).toBe(first?.config);
        const [alone] = contents(module, other);
        expect(changed?.config).toEqual(alone?.config);
      }),
    );
  });

  it("keeps the options that have not changed, and the type of one that has another default", () => {
    const module = ({ now }: { now: unknown }) => ({
      options: {
        fixed: mkOption({ type: types.listOf(types.submodule({ options: { a: mkOption({ type: types.str }) } })) }),
        port: mkOption({ type: types.nullOr(types.port), default: now }),
      },
      config: mkIf(now === 1, { fixed: [] }),
    });
    const [first, second] = contents(module, 1, 2).map(({ options }) =>
      options?.kind === "attrs" ? Object.fromEntries(options.entries) : {},
    );
    expect(second?.fixed?.value).toBe(first?.fixed?.value);
    const [before, now] = [first, second].map((options) => options?.port?.value);
    if (before?.kind !== "option" || now?.kind !== "option") throw new Error("port is an option");
    expect(now.option.type).toBe(before.option.type);
    expect([before.option.default, now.option.default]).toEqual([
      { kind: "scalar", value: 1 },
      { kind: "scalar", value: 2 },
    ]);
  });

  it("is new where a function is, which may have closed over something else", () => {
    const module = ({ now }: { now: unknown }) => ({
      options: { double: mkOption({ apply: (value: unknown) => [value, now] }) },
    });
    const [first, second] = contents(module, 1, 2);
    expect(second?.options).not.toBe(first?.options);
  });
});
