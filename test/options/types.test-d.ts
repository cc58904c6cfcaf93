/**
 * What editors and `tsc` take and refuse in declarations. It is compiled, never run: `npm run check` fails where a line
 * below `@ts-expect-error` is taken, or another one is not.
 */
import { build, context, image, images, lib, type ModuleArguments, module } from "decl";

const { mkDefault, mkEnableOption, mkForce, mkIf, mkMerge, mkOption, types } = lib;

// Names and types of options.
image({ image: { name: "x", cmd: ["a"] } });
image(({ pkgs }) => ({
  environment: { systemPackages: [pkgs.hello, "bash"] },
  image: { cmd: [`${pkgs.hello}/bin/hello`] },
}));
// @ts-expect-error: a misspelt option in a value
image({ image: { name: "x", comd: ["a"] } });
// @ts-expect-error: a misspelt set in a value
image({ image: { name: "x" }, imag: {} });
// @ts-expect-error: a misspelt option in what a function returns
image(() => ({ image: { name: "x", comd: ["a"] } }));
// @ts-expect-error: a misspelt set in what a function returns
image(() => ({ image: { name: "x" }, imag: {} }));
// @ts-expect-error: a number for a text
image(() => ({ image: { name: 5 } }));
// @ts-expect-error: a text for a list
image({ image: { cmd: "hello" } });
// @ts-expect-error: a misspelt choice
image({ image: { files: { "/a": { type: "fil" } } } });
// @ts-expect-error: a misspelt option of a submodule
image(() => ({ image: { files: { "/a": { txt: "x", mode: "0644" } } } }));

// Properties stand on whole modules, sets, options, list elements and attributes, and in each other.
image(({ config, pkgs }) =>
  mkMerge([
    {
      image: mkIf(
        config.image.interactive,
        mkMerge([{ name: mkDefault("x") }, { cmd: mkForce(["a", mkIf(true, "b")]) }]),
      ),
    },
    mkIf(true, { environment: { systemPackages: [pkgs.hello, mkIf(true, pkgs.bash)] } }),
    { image: { files: { "/a": mkIf(true, { type: mkDefault("file"), text: "x" }) }, env: { A: mkForce("1") } } },
  ]),
);
image(() => mkIf(true, { image: mkDefault({ name: "x" }) }));
const made = mkIf(true, { image: { name: "x" } });
image(() => made);
// @ts-expect-error: a misspelt option under mkIf
image(() => ({ image: mkIf(true, { name: "x", comd: [] }) }));
// @ts-expect-error: a number for a text under mkDefault
image(() => ({ image: { name: mkDefault(5) } }));
// @ts-expect-error: a condition that is none
image(() => ({ image: mkIf("yes", {}) }));
// @ts-expect-error: a misspelt set in a module under mkIf
image(() => mkIf(true, { imag: {} }));

// Programs of one's own, wherever a package can be.
image(({ pkgs }) => {
  const packages = [pkgs.nodejs, context("./tool"), build({ name: "tool", script: "true" })];
  const app = build({
    name: "app",
    src: context("./app"),
    packages,
    script: "true",
    env: { NODE: pkgs.nodejs, A: "1" },
  });
  return { environment: { systemPackages: [app] }, image: { cmd: [`${app}/bin/app`] } };
});
// @ts-expect-error: a misspelt option of a build
build({ name: "app", script: "true", pakages: [] });
// @ts-expect-error: a build without a script
build({ name: "app" });
// @ts-expect-error: a text for files of the build context
build({ name: "app", script: "true", src: "./app" });
// @ts-expect-error: a text for a list of packages
build({ name: "app", script: "true", packages: "nodejs" });

// Modules by their parts.
image(({ config }) => ({ imports: [made, () => ({ image: {} })], config: { image: { name: config.image.name } } }));
// @ts-expect-error: a misspelt option in config
image(() => ({ imports: [], config: { image: { name: "x", nam: "y" } } }));
// @ts-expect-error: what is no module
image({ imports: ["./users.ts"] });
// @ts-expect-error: an option of config that there is not
image(({ config }) => ({ image: { name: config.image.nam } }));
// @ts-expect-error: config is not to be changed
module(({ config }) => Object.assign(config.image.cmd ?? [], {}).push("x"));
images({ web: image({}), worker: ({ lib: { optional } }) => ({ image: { cmd: optional(true, "x") } }) });
export const part = ({ args, platform, target }: ModuleArguments) => ({
  image: { name: args.NAME ?? platform.architecture, labels: { target } },
});
image({ imports: [part] });

// Options of one's own have the types of their declarations.
const site = types.submodule(({ name, config }) => ({
  options: {
    host: mkOption({ type: types.str, default: name }),
    port: mkOption({ type: types.port, default: 80 }),
    kind: mkOption({ type: types.enum(["static", "proxy"]), default: "static" }),
    packages: mkOption({ type: types.listOf(types.package), default: [] }),
  },
  config: { host: mkDefault(`${name}:${config.port}`) },
}));
// A submodule's function reads values of options that it declares itself: they are unknown where it does not say.
types.submodule(({ config }) => ({
  // @ts-expect-error: an unknown value for a condition
  config: mkIf(config.enable, {}),
}));
const shop = { enable: mkEnableOption("the shop"), port: mkOption({ type: types.port, default: 80 }) };
types.submodule(({ config }: lib.SubmoduleArguments<lib.ValuesOf<typeof shop>>) => ({
  options: shop,
  config: mkIf(config.enable, { port: mkDefault(config.port + 1) }),
}));
types.submodule(({ config }: lib.SubmoduleArguments<lib.ValuesOf<typeof shop>>) => ({
  options: shop,
  // @ts-expect-error: an option that it has not
  config: mkIf(config.enabled, {}),
}));
const options = {
  sites: mkOption({ type: types.attrsOf(site), default: {}, apply: (sites) => Object.entries(sites) }),
  app: {
    enable: mkEnableOption("the app"),
    user: mkOption({ type: types.nullOr(types.either(types.str, types.int)) }),
  },
};
type Definitions = lib.DefinitionsOf<typeof options>;
type Values = lib.ValuesOf<typeof options>;

export const defined: Definitions[] = [
  { sites: { a: { port: 80, kind: mkDefault("proxy"), packages: ["hello"] } }, app: mkIf(true, { user: mkForce(5) }) },
  // @ts-expect-error: a misspelt option
  { sites: { a: { prot: 80 } } },
  // @ts-expect-error: a choice that there is not
  { sites: { a: { kind: "other" } } },
  // @ts-expect-error: a text for a condition
  { app: { enable: "yes" } },
];
export const read = ({ sites, app }: Values): (string | number | boolean | null)[] => [
  ...sites.flatMap(([name, { host, port, kind }]) => [name, host.trim(), port + 1, kind satisfies "static" | "proxy"]),
  app.enable satisfies boolean,
  app.user,
];
// @ts-expect-error: a field that mkOption has not
mkOption({ typ: types.str });
// @ts-expect-error: no type
mkOption({ type: "str" });
// @ts-expect-error: a type of NixOS that is not offered
types.functionTo(types.str);
