import type { OptionType } from "../../lib/lib.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { needsRoot } from "../needs-root.ts";
import { nixConf } from "./nix-conf.ts";
import { registryJson, registryType } from "./registry.ts";
import { OLD_NAMES, settingsType } from "./settings.ts";

/** nixpkgs: nixos/modules/misc/ids.nix. */
const NIXBLD = 30_000;

/** `nix.*`: a Nix in the image (nixpkgs: nixos/modules/config/nix.nix, nix-flakes.nix, services/system/nix-daemon.nix). */
export const nix = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, mkIf, types } = lib;
  const cfg = config.nix;
  const channelRoot = "/nix/var/nix/profiles/per-user/root/channels";
  const withoutEffect = (type: OptionType, what: string) => mkOption({ type, deprecated: `it has no effect: ${what}` });
  const users = lib.genAttrs(
    lib.range(1, cfg.nrBuildUsers).map((number) => `nixbld${number}`),
    (name) => ({
      description: `Nix build user ${name.slice("nixbld".length)}`,
      uid: NIXBLD + Number(name.slice("nixbld".length)),
      isSystemUser: true,
      group: "nixbld",
      extraGroups: ["nixbld"],
    }),
  );
  return {
    options: {
      nix: {
        enable: mkOption({
          type: types.bool,
          default: false,
          example: true,
          description:
            "Whether the image has Nix, with a database of the store paths in it: they can be queried, checked and built upon.",
        }),
        package: mkOption({
          type: types.package,
          default: pkgs.nix,
          defaultText: "pkgs.nix",
          description: "The Nix to use.",
        }),
        settings: mkOption({
          type: settingsType(lib),
          default: {},
          example: { "experimental-features": ["nix-command", "flakes"] },
          description: "Settings of nix.conf, whatever it takes.",
        }),
        extraOptions: mkOption({
          type: types.lines,
          default: "",
          example: "keep-outputs = true",
          description: "Lines at the end of nix.conf.",
        }),
        channel: {
          enable: mkOption({
            type: types.bool,
            default: true,
            example: false,
            description: "Whether there are channels: without, NIX_PATH is empty unless it is set.",
          }),
        },
        channels: mkOption({
          type: types.attrsNamed("[^\\s/]+", "a name without spaces", types.singleLineStr),
          default: {},
          example: { nixpkgs: "https://channels.nixos.org/nixos-unstable" },
          description: "Channels of root, which `nix-channel --update` fetches.",
        }),
        nixPath: mkOption({
          type: types.listOf(types.singleLineStr),
          default: lib.optionals(cfg.channel.enable && lib.attrNames(cfg.channels).length > 0, [
            ...lib.attrNames(cfg.channels).map((name) => `${name}=${channelRoot}/${name}`),
            channelRoot,
          ]),
          defaultText: "root's channels",
          description: "NIX_PATH: where `<nixpkgs>` and the like are looked up.",
        }),
        registry: mkOption({
          type: registryType(lib),
          default: {},
          example: { nixpkgs: { to: { type: "github", owner: "NixOS", repo: "nixpkgs" } } },
          description: "What flake references mean everywhere in the image.",
        }),
        daemon: {
          enable: mkOption({
            type: types.bool,
            default: false,
            example: true,
            description:
              "Whether nix-daemon is a service of the image, so that every user can build. NixOS always has it; here it makes an image with services of one without. " +
              "It runs as root, and builds as `nixbld1` and so on.",
          }),
        },
        owner: mkOption({
          type: types.nullOr(types.singleLineStr),
          default: null,
          defaultText: "root",
          example: "alice",
          description:
            "The user whose the store is. Others need root to run nix-daemon for them, and this one can build in a container that has no root at all.",
        }),
        nrBuildUsers: mkOption({
          type: types.ints.unsigned,
          default: 32,
          description: "How many users nixbld1, nixbld2 … there are for builds that root or the daemon starts.",
        }),
        checkConfig: withoutEffect(types.bool, "nix.conf is not tried when the image is built"),
        checkAllErrors: withoutEffect(types.bool, "nix.conf is not tried when the image is built"),
        daemonNiceLevel: withoutEffect(types.int, "give the container a share of the CPU"),
        daemonIONiceLevel: withoutEffect(types.int, "give the container a share of the disk"),
        readOnlyStore: withoutEffect(types.bool, "the store is as the container's user may write it"),
        distributedBuilds: withoutEffect(types.bool, "set nix.settings.builders"),
        buildMachines: withoutEffect(types.listOf(types.attrs), "set nix.settings.builders"),
        ...lib.mapAttrs((_, name) => mkOption({ renamedTo: `nix.settings.${name}` }), OLD_NAMES),
      },
    },
    config: mkIf(cfg.enable, {
      environment: {
        systemPackages: [cfg.package],
        etc: {
          "nix/nix.conf": { text: nixConf(cfg.settings, cfg.extraOptions) },
          "nix/registry.json": mkIf(lib.attrNames(cfg.registry).length > 0, { text: registryJson(cfg.registry) }),
        },
      },
      image: {
        env: mkIf(cfg.nixPath.length > 0, { NIX_PATH: lib.mkDefault(lib.concatStringsSep(":", cfg.nixPath)) }),
        files: mkIf(cfg.channel.enable && lib.attrNames(cfg.channels).length > 0, {
          "/root/.nix-channels": {
            text: lib.concatMapStringsSep("", (name) => `${cfg.channels[name]} ${name}\n`, lib.attrNames(cfg.channels)),
          },
        }),
      },
      warnings: mkIf(cfg.daemon.enable, needsRoot(config, "nix.daemon", "it builds as nixbld1, nixbld2 …")),
      systemd: {
        services: mkIf(cfg.daemon.enable, {
          "nix-daemon": {
            description: "Nix Daemon",
            wantedBy: ["multi-user.target"],
            path: [cfg.package],
            serviceConfig: { ExecStart: `${cfg.package}/bin/nix-daemon` },
          },
        }),
      },
      users: {
        users,
        groups: { nixbld: { gid: NIXBLD } },
      },
    }),
  };
};
