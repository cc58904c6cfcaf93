import type { HostArguments } from "../../options/host-module.ts";

/** The type of `nix.settings`: some settings with types of their own, and whatever else nix.conf takes. */
export function settingsType({ mkOption, mkAfter, types }: HostArguments["lib"]) {
  const atom = types.nullOr(types.oneOf([types.bool, types.int, types.number, types.singleLineStr, types.package]));
  const texts = (defaults: unknown, description: string) =>
    mkOption({ type: types.listOf(types.singleLineStr), default: defaults, description });
  const flag = (value: boolean, description: string) =>
    mkOption({ type: types.bool, default: value, example: !value, description });
  return types.submodule({
    freeformType: types.attrsNamed(
      "[A-Za-z0-9-]+",
      "the name of a setting of nix.conf",
      types.either(atom, types.listOf(atom)),
    ),
    options: {
      "max-jobs": mkOption({
        type: types.either(types.int, types.enum(["auto"])),
        default: "auto",
        example: 4,
        description: "Builds that run at the same time.",
      }),
      "auto-optimise-store": flag(false, "Whether equal files of the store become hard links to one."),
      cores: mkOption({ type: types.int, default: 0, description: "Cores that one build may use; 0 is all of them." }),
      sandbox: mkOption({
        type: types.either(types.bool, types.enum(["relaxed"])),
        default: false,
        description:
          "Whether builds are isolated. NixOS does so; a container may not make the namespaces for it unless it is privileged.",
      }),
      "extra-sandbox-paths": texts([], "Paths that an isolated build has beside its inputs."),
      substituters: texts(
        mkAfter(["https://cache.nixos.org/"]),
        "Binary caches that are asked for what is not built yet.",
      ),
      "trusted-substituters": texts([], "Binary caches that every user may ask."),
      "require-sigs": flag(true, "Whether a binary cache's paths need a signature of a trusted key."),
      "trusted-public-keys": texts(
        ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="],
        "Keys that binary caches sign with.",
      ),
      "trusted-users": texts(["root"], "Users, or with @ groups, that may do all with the daemon."),
      "allowed-users": texts(["*"], "Users, or with @ groups, that may use the daemon."),
      "system-features": texts(
        ["nixos-test", "benchmark", "big-parallel"],
        "What derivations may ask of this machine with requiredSystemFeatures.",
      ),
    },
  });
}

/** The old names, of NixOS before 22.05 and of the predecessor. */
export const OLD_NAMES: Readonly<Record<string, string>> = {
  useSandbox: "sandbox",
  buildCores: "cores",
  maxJobs: "max-jobs",
  sandboxPaths: "extra-sandbox-paths",
  binaryCaches: "substituters",
  trustedBinaryCaches: "trusted-substituters",
  binaryCachePublicKeys: "trusted-public-keys",
  autoOptimiseStore: "auto-optimise-store",
  requireSignedBinaryCaches: "require-sigs",
  trustedUsers: "trusted-users",
  allowedUsers: "allowed-users",
  systemFeatures: "system-features",
};
