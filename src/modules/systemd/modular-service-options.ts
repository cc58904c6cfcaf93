import type { OptionFields, OptionTree, SubmoduleArguments } from "../../lib/lib.d.ts";
import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { messageOptions } from "../assertions.ts";
import { serviceOptions, socketOptions } from "./unit-options.ts";

type Lib = HostArguments["lib"];
export type ModularService = Config["system"]["services"][string];

interface ServiceArguments extends Omit<SubmoduleArguments, "config" | "lib"> {
  readonly lib: Lib;
  readonly config: ModularService;
}

/** It says what type it has, for it holds itself. */
interface ModuleWithOptions {
  readonly options: OptionTree;
  readonly config: object;
}

/**
 * A modular service (nixpkgs: lib/services/service.nix, and nixos/modules/system/service/systemd/service.nix for what is
 * systemd's). It holds services of its own, which are named after it.
 */
export const modularService = ({ lib, name, config }: ServiceArguments): ModuleWithOptions => ({
  options: {
    ...portableOptions(lib, config),
    systemd: systemdOptions(lib, config),
    unitName: lib.mkOption({
      type: lib.types.str,
      default: name,
      internal: true,
      description: "What its unit is called.",
    }),
  },
  config: {
    services: lib.mapAttrs((child) => ({ unitName: `${config.unitName}-${child}` }), config.services),
    systemd: { service: { serviceConfig: { ExecStart: [config.systemd.mainExecStart] } } },
  },
});

function portableOptions(lib: Lib, own: ModularService) {
  const { mkOption, types } = lib;
  const item = types.submodule((args: { name: string; config: ModularService["configData"][string] }) =>
    configDataItem(lib, own.unitName, args),
  );
  return {
    process: {
      argv: mkOption({
        type: types.listOf(types.str),
        default: [],
        example: ["${pkgs.python3}/bin/python3", "-m", "http.server"],
        description: "The program and its arguments, each as it is: no shell reads them, and systemd replaces nothing.",
      }),
    },
    configData: mkOption({
      type: types.attrsOf(item),
      default: {},
      example: { "server.conf": { text: "port = 8080\n" } },
      description:
        "Files for the service. It reads them at `path`, which the module knows as `config.configData.<name>.path`.",
    }),
    notificationProtocol: mkOption({
      type: types.listOf(types.enum(["systemd", "s6"])),
      default: [],
      apply: (value: readonly ("systemd" | "s6")[]) => lib.unique(value),
      description:
        'How the service says that it is ready. With "systemd" those that come after it wait for that (`Type = "notify"`); "s6" alone changes nothing, as it names no file descriptor.',
    }),
    services: mkOption({
      type: types.attrsOf(types.submoduleWith({ modules: [modularService] })),
      default: {},
      description:
        "Services that belong to this one, as modular services of their own. Their units are named after both: web-worker.",
    }),
    meta: mkOption({ type: types.attrs, default: {}, internal: true, description: "Who keeps the module." }),
    ...messageOptions(lib),
  };
}

function configDataItem(
  lib: Lib,
  unitName: string,
  { name, config: own }: { name: string; config: ModularService["configData"][string] },
) {
  const { mkOption, types } = lib;
  return {
    options: {
      enable: mkOption({ type: types.bool, default: true, description: "Whether the file is there." }),
      name: mkOption({
        type: types.str,
        default: name,
        defaultText: "the name of the attribute",
        description: "The file's path below the service's folder.",
      }),
      path: mkOption({
        type: types.str,
        default: `/etc/system-services/${unitName}/${own.name}`,
        readOnly: true,
        defaultText: "/etc/system-services/<service>/<name>",
        description: "Where the service finds it.",
      }),
      text: mkOption({ type: types.nullOr(types.lines), default: null, description: "What the file holds." }),
      source: mkOption({
        type: types.nullOr(types.either(types.path, types.context)),
        default: null,
        description: "The file: one of a package, or of the build context; see `environment.etc.<name>.source`.",
      }),
    },
  };
}

function systemdOptions(lib: Lib, own: ModularService) {
  const { mkOption, types } = lib;
  const unit = types.submodule({ options: nullByDefault(lib, serviceOptions(lib)) });
  const socket = types.submodule({ options: nullByDefault(lib, socketOptions(lib)) });
  return {
    mainExecStart: mkOption({
      type: types.str,
      // A text also when nothing is known yet: what reads it would else wait for it for ever.
      default: `${lib.escapeSystemdExecArgs(own.process.argv)}`,
      defaultText: "lib.escapeSystemdExecArgs(config.process.argv)",
      example: "${lib.escapeSystemdExecArgs(config.process.argv)} --unit %n",
      description: "The main command as systemd reads it, with its specifiers and `${VARIABLE}`.",
    }),
    service: mkOption({
      type: unit,
      default: {},
      description: "What the service's unit has beside the command: options as of `systemd.services.<name>`.",
    }),
    services: mkOption({
      type: types.attrsOf(unit),
      default: {},
      description: 'Further units, named after the service and their name here; "" is the service\'s own.',
    }),
    socket: mkOption({ type: socket, default: {}, description: "Options of the service's own socket unit." }),
    sockets: mkOption({
      type: types.attrsOf(socket),
      default: {},
      description: 'Socket units, named as `services`; "" is the service\'s own.',
    }),
  };
}

/** The same options with null as their default, so that only what a service defines here is passed on to its unit's options. */
function nullByDefault({ mkOption, types }: Lib, options: OptionTree): OptionTree {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      // An option is its fields, which its type does not show.
      const { defaultText: _, type = types.anything, ...fields } = option as unknown as OptionFields;
      return [name, mkOption({ ...fields, type: types.nullOr(type), default: null })];
    }),
  );
}
