import type { Definition } from "../../options/definition.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { type OptionRecord, pathKey } from "../../options/merge-context.ts";

/** `nixos`: what the NixOS of the package set evaluates. Its answer is a module of its own (definitions.ts). */
export const nixos = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { nixosValues } = config;
  return {
    options: {
      nixos: mkOption({
        type: types.nixos,
        apply: (own: unknown) => nixosValues ?? own,
        example: { services: { gitea: { enable: true } } },
        description:
          "Options of NixOS, as the package set has it. They are evaluated by Nix while the image is built; the services, users and " +
          "files that they come to are definitions of the options here, which a declaration can override (docs/nixos-modules.md).",
      }),
      nixosConfiguration: mkOption({
        type: types.nullOr(types.strMatching("(?:\\./)?[A-Za-z0-9._+/-]+\\.nix", "a .nix file of the build context")),
        default: null,
        example: "./configuration.nix",
        description: "A NixOS configuration in Nix: the same as `nixos.imports` with this file.",
      }),
      nixosSetIdPrograms: mkOption({
        type: types.bool,
        default: false,
        description:
          "Whether `security.wrappers` of NixOS become programs that run as their owner or group, in /run/wrappers/bin: set-id copies. Not those " +
          "with capabilities.",
      }),
      nixosValues: mkOption({
        type: types.nullOr(types.anything),
        default: null,
        internal: true,
        description: "What NixOS makes of the options that are set.",
      }),
    },
  };
};

type Records = ReadonlyMap<string, OptionRecord>;

/** Whether a declaration has something for NixOS to evaluate. */
export const asksNixos = (records: Records): boolean =>
  nixosDefinitions(records).length > 0 || nixosFile(records) !== undefined;

/** What it has. */
export const nixosDefinitions = (records: Records): readonly Definition[] => records.get("nixos")?.winners ?? [];

/** The configuration that is a file, and where the declaration names it. */
export function nixosFile(records: Records): { readonly file: string; readonly definition: Definition } | undefined {
  const { winners = [], value } = records.get(pathKey(["nixosConfiguration"])) ?? {};
  const [definition] = winners;
  return typeof value === "string" && definition !== undefined ? { file: value, definition } : undefined;
}
