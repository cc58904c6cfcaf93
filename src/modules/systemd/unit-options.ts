import type * as lib from "../../lib/lib.d.ts";

/** What every unit has, with NixOS's names and types (nixos/lib/systemd-unit-options.nix). */
export function unitOptions({ mkOption, types }: typeof lib) {
  const units = (description: string) => mkOption({ type: types.listOf(types.nonEmptyStr), default: [], description });
  return {
    enable: mkOption({ type: types.bool, default: true, description: "Whether the unit exists; false masks it." }),
    description: mkOption({ type: types.singleLineStr, default: "", description: "What the unit is, in logs." }),
    documentation: units("Where it is documented."),
    aliases: units("Other names of the unit."),
    requires: units("Units that are started with this one, and without which it is not started."),
    wants: units("Units that are started with this one, if they can be."),
    requisite: units("Units that must be there already when this one is started."),
    bindsTo: units("As `requires`; and when one of them stops, this one stops."),
    partOf: units("When one of them is stopped or restarted, so is this one."),
    upholds: units("Units that are kept running as long as this one runs."),
    conflicts: units("Units that cannot run together with this one."),
    after: units("Units that are started before this one, if they are started at all."),
    before: units("Units that are started after this one, if they are started at all."),
    onFailure: units("Units that are started when this one fails."),
    onSuccess: units("Units that are started when this one ends well."),
    wantedBy: mkOption({
      type: types.nullOr(types.listOf(types.nonEmptyStr)),
      default: null,
      defaultText: "starts with the container",
      description:
        "Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.",
    }),
    requiredBy: units("Units that require this one."),
    upheldBy: units("Units that uphold this one."),
    unitConfig: mkOption({
      type: types.attrsOf(types.unitOption),
      default: {},
      example: { ConditionPathExists: "/etc/app.conf" },
      description: "Further settings of the `[Unit]` section, by systemd's names.",
    }),
    startLimitBurst: mkOption({
      type: types.nullOr(types.int),
      default: null,
      description: "How many starts are allowed within startLimitIntervalSec.",
    }),
    startLimitIntervalSec: mkOption({
      type: types.nullOr(types.int),
      default: null,
      description: "The time, in seconds, within which starts are counted.",
    }),
  };
}

/** `systemd.services.<name>` (nixos/lib/systemd-unit-options.nix, serviceOptions). */
export function serviceOptions(library: typeof lib) {
  const { mkOption, types } = library;
  const script = (description: string) => mkOption({ type: types.lines, default: "", description });
  const idle = (description: string) => mkOption({ type: types.nullOr(types.anything), default: null, description });
  return {
    ...unitOptions(library),
    environment: mkOption({
      type: types.attrsOf(types.nullOr(types.oneOf([types.str, types.int]))),
      default: {},
      example: { LANG: "C.UTF-8" },
      description: "Environment variables of its processes; null takes one away.",
    }),
    path: mkOption({
      type: types.listOf(types.oneOf([types.package, types.str])),
      default: [],
      description: "Packages whose programs its processes find.",
    }),
    enableDefaultPath: mkOption({
      type: types.nullOr(types.bool),
      default: null,
      defaultText: "true where the service has a script",
      description: "Whether coreutils, findutils, gnugrep and gnused are found too.",
    }),
    serviceConfig: mkOption({
      type: types.attrsOf(types.unitOption),
      default: {},
      example: { Type: "oneshot", User: "app", Restart: "on-failure" },
      description:
        "The settings of the `[Service]` section, by systemd's names; docs/systemd.md says what each does here.",
    }),
    script: script("The service as a shell script."),
    scriptArgs: mkOption({ type: types.str, default: "", description: "Arguments of `script`." }),
    preStart: script("A shell script that runs before the service."),
    postStart: script("A shell script that runs once the service has started."),
    reload: script("A shell script that makes the service read its configuration again."),
    preStop: script("A shell script that runs to stop the service."),
    postStop: script("A shell script that runs after the service has ended."),
    startAt: mkOption({
      type: types.either(types.str, types.listOf(types.str)),
      default: [],
      example: "Sun 14:00:00",
      description: "When the service is started, as a calendar expression (systemd.time(7)).",
    }),
    overrideStrategy: idle("Without effect: an instance that is declared always adds to its template."),
    onFailureJobMode: idle("Without effect: `onFailure` never takes jobs away."),
    restartTriggers: idle("Without effect: for `nixos-rebuild switch`."),
    reloadTriggers: idle("Without effect: for `nixos-rebuild switch`."),
    restartIfChanged: idle("Without effect: for `nixos-rebuild switch`."),
    reloadIfChanged: idle("Without effect: for `nixos-rebuild switch`."),
    stopIfChanged: idle("Without effect: for `nixos-rebuild switch`."),
    notSocketActivated: idle("Without effect: for `nixos-rebuild switch`."),
  };
}

/** `systemd.sockets.<name>` (nixos/lib/systemd-unit-options.nix, socketOptions). */
export function socketOptions(library: typeof lib) {
  const { mkOption, types } = library;
  const listen = (setting: string) =>
    mkOption({
      type: types.listOf(types.str),
      default: [],
      example: ["0.0.0.0:993", "/run/app.sock"],
      description: `Where it listens: a line \`${setting}\` for each.`,
    });
  return {
    ...unitOptions(library),
    listenStreams: listen("ListenStream"),
    listenDatagrams: listen("ListenDatagram"),
    socketConfig: mkOption({
      type: types.attrsOf(types.unitOption),
      default: {},
      example: { SocketUser: "app", SocketMode: "0660" },
      description:
        "The settings of the `[Socket]` section, by systemd's names; docs/systemd.md says what each does here.",
    }),
  };
}
