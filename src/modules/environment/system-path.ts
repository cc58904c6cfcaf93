import type { HostArguments } from "../../options/host-module.ts";
import { linkChecks } from "./link-checks.ts";

/** `environment.systemPackages` and how they are linked (nixpkgs: nixos/modules/config/system-path.nix). */
export const systemPath = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  return {
    options: {
      environment: {
        systemPackages: mkOption({
          type: types.listOf(types.package),
          default: [],
          description:
            "Packages whose programs and files everyone has: they are linked at `/bin`, `/lib` and so on, and at `/run/current-system/sw`.",
        }),
        pathsToLink: mkOption({
          type: types.listOf(
            types.strMatching(`(?:/(?!\\.{1,2}(?:/|$))[\\w.+@-]+)+`, "a folder such as /include or /share/man"),
          ),
          default: [],
          example: ["/include"],
          description:
            "Folders of the packages that are linked beside /bin, /sbin, /lib, /share and /etc; with `lib.mkForce` in place of them.",
        }),
        extraOutputsToInstall: mkOption({
          type: types.listOf(types.str),
          default: [],
          example: ["man", "info"],
          description:
            "Outputs that are installed of every package that has them, beside those that it installs by itself.",
        }),
        extraSetup: mkOption({
          type: types.lines,
          default: "",
          description:
            "NixOS runs this when it links the system path. Images are made without running anything: it must be empty.",
        }),
      },
    },
    config: {
      environment: { pathsToLink: ["/bin", "/sbin", "/lib", "/share", "/etc"] },
      assertions: [
        {
          assertion: config.environment.extraSetup === "",
          message: "environment.extraSetup cannot be run: nothing of an image is run while it is built",
          hint: "write files with environment.etc or image.files, and leave folders out with lib.mkForce of environment.pathsToLink",
          about: [["environment", "extraSetup"]],
        },
        ...linkChecks(config.environment.pathsToLink),
      ],
    },
  };
};
