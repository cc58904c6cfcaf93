import type { HostArguments } from "../../../options/host-module.ts";
import SCRIPT from "./config-check.sh?raw";

/** The first comment is for readers of the file: the command is a part of the step's cache key. */
const HEADER = /^(?:#.*\n)+\n/;

/**
 * `nginx -t` in the finished image. A build has no network, and no files that are mounted: what is looked up or opened there
 * only when a container runs is stood in for, in a copy of nginx.conf that is dropped afterwards. Lines keep their numbers.
 */
export function configCheck({ lib, pkgs, config }: HostArguments) {
  const { nginx: cfg } = config.services;
  const mounts = ["/run", "/var/run", ...Object.keys(config.image.volumes)];
  const script = SCRIPT.replace(HEADER, "")
    .replace("@nginx@", () => `${cfg.package}/bin/nginx`)
    .replace("@mkdir@", () => `${pkgs.coreutils}/bin/mkdir`)
    .replace("@mounts@", () => lib.escapeShellArgs(mounts));
  return { command: [`${pkgs.bash}/bin/bash`, "-uc", script], about: [["services", "nginx"]] };
}
