import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { type ModularService, modularService } from "./modular-service-options.ts";

type Unit = ModularService["systemd"]["service"];
type SocketUnit = ModularService["systemd"]["socket"];
type Etc = Config["environment"]["etc"][string];

/** A service, or one within another, and where it is defined. */
interface Found {
  readonly path: readonly string[];
  readonly service: ModularService;
}

/**
 * `system.services`: NixOS's modular services as systemd services (nixpkgs: nixos/modules/system/service/systemd/system.nix).
 */
export const modularServices = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const all = found(config.system.services, ["system", "services"]);
  return {
    options: {
      system: {
        services: mkOption({
          type: types.attrsOf(types.submoduleWith({ modules: [modularService] })),
          default: {},
          description:
            "Modular services: each is a module of its own, which may be a function, have imports and declare options. It becomes a systemd service of its name; docs/write-a-service-module.md has an example.",
        }),
      },
    },
    config: {
      systemd: {
        services: lib.mkMerge(all.map((one) => units(lib, one))),
        sockets: lib.mkMerge(all.map((one) => sockets(lib, one))),
      },
      environment: { etc: lib.mkMerge(all.map(({ service }) => files(service))) },
      assertions: all.flatMap((one) => [...startChecks(one), ...messagesOf(one, "assertions")]),
      warnings: all.flatMap((one) => messagesOf(one, "warnings")),
    },
  };
};

/** Each before those that it holds. */
function found(services: Readonly<Record<string, ModularService>>, path: readonly string[]): Found[] {
  return Object.entries(services).flatMap(([name, service]) => {
    // A service with a mistake has no more than what is defined of it.
    if (!("unitName" in service)) return [];
    const here = [...path, name];
    return [{ path: here, service }, ...found(service.services, [...here, "services"])];
  });
}

const hasProgram = ({ process, systemd }: ModularService): boolean =>
  process.argv.length > 0 || systemd.mainExecStart !== "";

function units(lib: HostArguments["lib"], { service }: Found): Record<string, unknown> {
  const { "": own = {}, ...others } = service.systemd.services as Readonly<Record<string, Partial<Unit>>>;
  const { unitName, systemd, notificationProtocol } = service;
  const { mkDefault } = lib;
  const defaults = {
    wantedBy: mkDefault(["multi-user.target"]),
    serviceConfig: {
      Type: mkDefault(notificationProtocol.includes("systemd") ? "notify" : "simple"),
      Restart: mkDefault("always"),
      RestartSec: mkDefault("5"),
    },
  };
  const main = lib.mkMerge<unknown>([defaults, withoutNulls(systemd.service), withoutNulls(own)]);
  return {
    ...(hasProgram(service) ? { [unitName]: main } : {}),
    ...Object.fromEntries(Object.entries(others).map(([name, unit]) => [`${unitName}-${name}`, withoutNulls(unit)])),
  };
}

function sockets(lib: HostArguments["lib"], { service: { unitName, systemd } }: Found): Record<string, unknown> {
  const { "": own = {}, ...others } = systemd.sockets as Readonly<Record<string, Partial<SocketUnit>>>;
  const main = [withoutNulls(systemd.socket), withoutNulls(own)];
  return {
    ...(main.some((unit) => Object.keys(unit).length > 0) ? { [unitName]: lib.mkMerge<unknown>(main) } : {}),
    ...Object.fromEntries(Object.entries(others).map(([name, unit]) => [`${unitName}-${name}`, withoutNulls(unit)])),
  };
}

/** What a service defines of a unit; the unit's own options have defaults for the rest. */
const withoutNulls = (unit: Partial<Unit> | Partial<SocketUnit>): object =>
  Object.fromEntries(Object.entries(unit).filter(([, value]) => value !== null));

const files = ({ configData }: ModularService): Record<string, Partial<Etc>> =>
  Object.fromEntries(
    Object.values(configData).map(({ path, enable, text, source }) => [
      path.slice("/etc/".length),
      { enable, text, source },
    ]),
  );

function startChecks({ path, service }: Found) {
  return [
    {
      assertion: hasProgram(service) || Object.keys(service.services).length > 0,
      message: `${pathText(path)} has no process.argv, so there is nothing to start`,
      hint: 'name a program: process: { argv: [`${pkgs.hello}/bin/hello`, "--greeting=hi"] }',
      about: [path],
    },
    ...Object.entries(service.configData).map(([name, { text, source }]) => ({
      assertion: (text === null) !== (source === null),
      message: `${pathText([...path, "configData", name])} needs either a text or a source`,
      about: [[...path, "configData", name]],
    })),
  ];
}

/** What the service itself has to say, with its name. */
function messagesOf({ path, service }: Found, kind: "assertions" | "warnings") {
  return service[kind].map((one, index) => {
    const own = typeof one === "string" ? { message: one } : one;
    return { ...own, message: `in ${pathText(path)}: ${own.message}`, about: [[...path, kind, String(index)]] };
  });
}

const pathText = (path: readonly string[]): string =>
  path.map((name) => (/^[\w-]+$/.test(name) ? name : JSON.stringify(name))).join(".");
