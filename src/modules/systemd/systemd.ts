import type { OptionTree } from "../../lib/lib.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { serviceOptions, socketOptions, unitOptions } from "./unit-options.ts";

/** `systemd.*`: services, with systemd's meaning on s6 (see src/services). */
export const systemd = ({ lib }: HostArguments) => {
  const { mkOption, types } = lib;
  const unit = (suffix: string, options: OptionTree) =>
    types.attrsOf(
      types.submodule(({ name }) => ({
        options: {
          ...options,
          name: mkOption({
            type: types.str,
            default: `${name}.${suffix}`,
            defaultText: `the name of the attribute with ".${suffix}"`,
            readOnly: true,
            description: "What other units call it.",
          }),
        },
      })),
    );
  const section = (description: string) =>
    mkOption({ type: types.attrsOf(types.unitOption), default: {}, description });
  return {
    options: {
      systemd: {
        services: mkOption({
          type: unit("service", serviceOptions(lib)),
          default: {},
          description: "The services of the image, by name.",
        }),
        targets: mkOption({
          type: unit("target", unitOptions(lib)),
          default: {},
          description: "Points that services wait for.",
        }),
        timers: mkOption({
          type: unit("timer", { ...unitOptions(lib), timerConfig: section("The settings of the `[Timer]` section.") }),
          default: {},
          description: "What starts services at times.",
        }),
        sockets: mkOption({
          type: unit("socket", socketOptions(lib)),
          default: {},
          description: "What is listened at before services start, which get it (sd_listen_fds(3)).",
        }),
        globalEnvironment: mkOption({
          type: types.attrsOf(types.nullOr(types.str)),
          default: {},
          description: "Environment variables of all services.",
        }),
        logPrefix: mkOption({
          type: types.nullOr(types.bool),
          default: null,
          defaultText: "true where there are several services",
          description: "Whether each line that a service prints begins with its name.",
        }),
        quietAboutSandbox: mkOption({
          type: types.bool,
          default: false,
          description:
            "Whether sandboxing settings that a container cannot give (ProtectSystem and the like) are left out silently.",
        }),
        tmpfiles: {
          rules: mkOption({
            type: types.listOf(types.str),
            default: [],
            example: ["d /var/lib/app 0750 app app -"],
            description: "Files and folders that are made, in the image or when a container starts (tmpfiles.d(5)).",
          }),
          settings: mkOption({
            type: types.attrsOf(types.attrsOf(types.attrsOf(types.submodule({ options: tmpfilesEntry(lib) })))),
            default: {},
            description: "The same by file, path and type.",
          }),
        },
      },
    },
  };
};

function tmpfilesEntry({ mkOption, types }: HostArguments["lib"]) {
  const field = (fallback: string, description: string) =>
    mkOption({ type: types.str, default: fallback, description });
  return {
    mode: field("-", "Permissions."),
    user: field("-", "The owner."),
    group: field("-", "The group."),
    age: field("-", "When contents are old; nothing is cleaned up in containers."),
    argument: field("", "What the type needs: contents, a target, a source."),
  };
}
