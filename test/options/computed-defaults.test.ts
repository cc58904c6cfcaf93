import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lib } from "../../src/lib/all.ts";
import { evaluateModules } from "../../src/options/evaluate-modules.ts";
import { hostModule } from "../../src/options/host-module.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const { mkOption, types } = lib;
const text = async (modules: string) => {
  const { config } = await configure(`export default { imports: [${modules}] };`);
  return config.environment.etc.result?.text;
};

describe("defaults that are made of other options", () => {
  it("are there for the module that declares them", async () => {
    const app = `({ lib, config }) => ({
      options: {
        app: {
          user: lib.mkOption({ type: lib.types.str, default: "app" }),
          group: lib.mkOption({ type: lib.types.str, default: config.app.user }),
          home: lib.mkOption({ type: lib.types.str, default: config.app.group === "app" ? "/srv/app" : "/srv/" + config.app.group }),
        },
      },
      config: { environment: { etc: { result: { text: config.app.group.toUpperCase() + " " + config.app.home.slice(1) } } } },
    })`;
    expect(await text(app)).toBe("APP srv/app");
    expect(await text(`${app}, { app: { user: "web" } }`)).toBe("WEB srv/web");
    expect(await text(`${app}, { app: { group: "staff" } }`)).toBe("STAFF srv/staff");
  });

  it("are there for the submodule that declares them", async () => {
    const pools = `({ lib, config }) => ({
      options: {
        pools: lib.mkOption({
          default: {},
          type: lib.types.attrsOf(lib.types.submodule(({ name, config: pool }) => ({
            options: {
              listen: lib.mkOption({ type: lib.types.str, default: "" }),
              socket: lib.mkOption({
                type: lib.types.str,
                readOnly: true,
                default: pool.listen === "" ? "/run/" + name : pool.listen,
              }),
              line: lib.mkOption({ type: lib.types.str }),
            },
            config: { line: "listen " + pool.socket.trim() },
          }))),
        }),
      },
      config: { environment: { etc: { result: { text: lib.mapAttrsToList((_, { line }) => line, config.pools).join("; ") } } } },
    })`;
    expect(await text(`${pools}, { pools: { a: {}, b: { listen: ":80" } } }`)).toBe("listen /run/a; listen :80");
  });

  it("may be what the module itself defines", async () => {
    const app = `({ lib, config }) => ({
      options: {
        app: {
          enable: lib.mkEnableOption("the app"),
          user: lib.mkOption({ type: lib.types.str, default: "app" }),
          group: lib.mkOption({ type: lib.types.str }),
        },
      },
      config: lib.mkIf(config.app.enable, {
        app: { group: lib.mkDefault(config.app.user) },
        users: { groups: config.app.enable ? { [config.app.group.trim()]: {} } : {} },
        environment: { etc: { result: { text: "group " + config.app.group.trim() } } },
      }),
    })`;
    expect(await text(`${app}, { app: { enable: true } }`)).toBe("group app");
    expect(await text(`${app}, { app: { enable: true, group: "staff" } }`)).toBe("group staff");
  });

  it("may be made of each other in any order, however many there are", () => {
    const names = fc.shuffledSubarray([..."abcdefghij"], { minLength: 2 });
    fc.assert(
      fc.property(names, fc.shuffledSubarray([..."abcdefghij"], { minLength: 10 }), (chain, order) => {
        const module = ({ config }: { config: Record<string, string> }) => ({
          options: {
            ...Object.fromEntries(
              order
                .filter((name) => chain.includes(name))
                .map((name) => [
                  name,
                  mkOption({
                    type: types.str,
                    default: name === chain[0] ? "x" : config[chain[chain.indexOf(name) - 1] ?? ""],
                  }),
                ]),
            ),
            all: mkOption({ type: types.str }),
          },
          config: { all: chain.map((name) => config[name]?.toUpperCase()).join("") },
        });
        expect(evaluateModules([hostModule("m", module)]).config.all).toBe("X".repeat(chain.length));
      }),
    );
  });

  it("that are made of each other in a circle have no value", async () => {
    const circle = `({ lib, config }) => ({
      options: {
        a: lib.mkOption({ type: lib.types.str, default: config.b }),
        b: lib.mkOption({ type: lib.types.str, default: config.a }),
      },
      config: { environment: { etc: { result: { text: config.a } } } },
    })`;
    expect(await errorOf(text(circle))).toMatch(/^image\.ts:3:\d+: the option b is used but has no value\n {2}hint: /);
  });

  it("do not hide what a module throws for another reason", async () => {
    const broken = `({ lib, config }) => ({
      options: { a: lib.mkOption({ type: lib.types.str, default: config.networking.hostName }) },
      config: { environment: { etc: { result: { text: config.a.missing.part } } } },
    })`;
    expect(await errorOf(text(broken))).toMatch(/^image\.ts:3:\d+: .*undefined/);
  });
});

describe("a module that looks things up before anything is known", () => {
  it("still declares its options", async () => {
    const app = `({ lib, config }) => {
      const port = { http: { number: 80 }, https: { number: 443 } }[config.app.protocol].number;
      const settings = JSON.stringify(config.app.settings).slice(1);
      return {
        options: {
          app: {
            protocol: lib.mkOption({ type: lib.types.str, default: "http" }),
            settings: lib.mkOption({ type: lib.types.attrsOf(lib.types.int), default: {} }),
          },
        },
        config: { environment: { etc: { result: { text: port + settings } } } },
      };
    }`;
    expect(await text(app)).toBe("80}");
    expect(await text(`${app}, { app: { protocol: "https", settings: { a: 1 } } }`)).toBe('443"a":1}');
  });

  it("is told nothing of that where it throws the same in every run", async () => {
    const broken = "() => { const nothing = undefined; return { image: { name: nothing.name } }; }";
    expect(await errorOf(text(broken))).toBe(
      "image.ts:1:94: TypeError: cannot read property 'name' of undefined\n" +
        "  hint: is the name before it right? `?.` reads what may not be there",
    );
  });

  it("is told what it threw then, and not that its options are unknown", async () => {
    const app = `({ lib, config }) => {
      if (config.app.protocol !== "http") throw new Error("only http is there");
      return { options: { app: { protocol: lib.mkOption({ type: lib.types.str, default: "http" }) } } };
    }`;
    expect(await errorOf(text(`${app}, { app: { protocol: "http" } }`))).toBe(
      "image.ts:2:58: only http is there\n" +
        "  hint: a module is run first for the options that it declares, when nothing is known of `config`: `assertions` can say this later",
    );
  });
});
