import type { HostArguments } from "../../options/host-module.ts";
import { ALIAS, envAmong, posixShellAmong, programOf, SYSTEM_PATH, shellPath, shellsAmong } from "./shell-programs.ts";

/**
 * The shells of the image, and what all of them read (nixpkgs: nixos/modules/config/shells-environment.nix). NixOS always has
 * bash; here an image has the shells that are among its packages, and none of this where there is none.
 */
export const shells = (args: HostArguments) => {
  const { lib, config, pkgs } = args;
  const { mkOption, types } = lib;
  const { binsh, usrbinenv, shells: listed, systemPackages } = config.environment;
  const isOnBase = config.image.from !== null;
  const code = (when: string) =>
    mkOption({ type: types.lines, default: "", description: `Shell code, for any POSIX shell, that is run ${when}.` });
  const link = (target: string | null) => lib.mkIf(target !== null, { type: "symlink", target: `${target}` });
  const permitted = lib.unique([...listed.map((shell) => shellPath(args, shell)), "/bin/sh"]);
  return {
    options: {
      environment: {
        shellAliases: mkOption({
          type: types.attrsNamed(ALIAS, "the name of an alias", types.nullOr(types.str)),
          default: {},
          example: { ll: "ls -l" },
          description: "Aliases in all shells; null takes one away.",
        }),
        shellInit: code("when a shell starts"),
        loginShellInit: code("when a login shell starts"),
        interactiveShellInit: code("when an interactive shell starts"),
        shells: mkOption({
          type: types.listOf(types.either(types.path, types.shellPackage)),
          default: shellsAmong(lib, systemPackages).flatMap((shell) => [
            `${SYSTEM_PATH}${programOf(lib, shell)}`,
            shellPath(args, shell),
          ]),
          defaultText: "the shells among environment.systemPackages",
          description: "The shells that users may have, for `/etc/shells`; `/bin/sh` is always one.",
        }),
        binsh: mkOption({
          type: types.nullOr(types.path),
          default: isOnBase ? null : posixShellAmong(lib, systemPackages),
          defaultText: "the best POSIX shell among environment.systemPackages; null on a base image",
          description: "The program that `/bin/sh` leads to; null leaves it out.",
        }),
        usrbinenv: mkOption({
          type: types.nullOr(types.path),
          // Scripts that a shell runs begin with it, so a shell alone brings coreutils' one along.
          default: isOnBase
            ? null
            : (envAmong(lib, systemPackages) ?? (binsh === null ? null : `${pkgs.coreutils}/bin/env`)),
          defaultText:
            "the `env` of coreutils or busybox among environment.systemPackages, or coreutils' one where there is a shell; null on a base image",
          description: "The program that `/usr/bin/env` leads to; null leaves it out.",
        }),
      },
    },
    config: {
      environment: {
        etc: lib.mkIf(binsh !== null || listed.length > 0, { shells: { text: `${permitted.join("\n")}\n` } }),
      },
      image: { files: { "/bin/sh": link(binsh), "/usr/bin/env": link(usrbinenv) } },
    },
  };
};
