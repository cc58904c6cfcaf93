import type { HostArguments } from "../../../options/host-module.ts";
import { needsRoot } from "../../needs-root.ts";
import { opensshOptions } from "./options.ts";
import { sshdConfig } from "./sshd-config.ts";

/**
 * sshd has checked the key already. pam_unix would ask a set-uid helper whether the account has expired, and be refused where
 * there is none.
 */
const PAM = `auth required pam_unix.so
account required pam_permit.so
password required pam_deny.so
session required pam_permit.so
`;

/** `services.openssh`: the unit is `sshd`, as on NixOS. */
export const openssh = (args: HostArguments) => {
  const { lib, pkgs, config } = args;
  const cfg = config.services.openssh;
  return {
    options: { services: { openssh: opensshOptions(args) } },
    config: lib.mkIf(cfg.enable, {
      warnings: needsRoot(config, "services.openssh", "sshd becomes the user of each login"),
      environment: {
        systemPackages: [cfg.package],
        // What a login runs, in users' shells and for `ssh HOST COMMAND`.
        binsh: lib.mkDefault(`${pkgs.bash}/bin/sh`),
        etc: {
          "ssh/sshd_config": { text: sshdConfig(cfg) },
          "ssh/moduli": { source: cfg.moduliFile },
          "ssh/banner": lib.mkIf(cfg.banner !== null, { text: cfg.banner ?? "" }),
        },
      },
      image: { files: { "/etc/ssh": { type: "directory", mode: "0755" } } },
      security: { pam: { services: { sshd: { text: lib.mkDefault(PAM) } } } },
      users: {
        users: { sshd: { isSystemUser: true, group: "sshd", description: "SSH privilege separation user" } },
        groups: { sshd: {} },
      },
      systemd: { services: { sshd: service(args) } },
    }),
  };
};

function service({ lib, config }: HostArguments) {
  const { package: pkg, hostKeys } = config.services.openssh;
  const makeKey = ({ type, path, bits, rounds, comment }: (typeof hostKeys)[number]) => {
    const options = [
      ["-t", type],
      ...(bits === null ? [] : [["-b", `${bits}`]]),
      ...(rounds === null ? [] : [["-a", `${rounds}`]]),
      ...(comment === "" ? [] : [["-C", comment]]),
    ].flat();
    const file = lib.escapeShellArg(path);
    const folder = lib.escapeShellArg(path.slice(0, path.lastIndexOf("/")) || "/");
    return `if ! [ -s ${file} ]; then
  mkdir -p ${folder}
  rm -f ${file}
  ssh-keygen ${lib.escapeShellArgs(options)} -f ${file} -N ""
fi`;
  };
  return {
    description: "SSH Daemon",
    wantedBy: ["multi-user.target"],
    after: ["network.target"],
    path: [pkg],
    preStart: hostKeys.map(makeKey).join("\n"),
    reload: 'kill -HUP "$MAINPID"',
    serviceConfig: {
      ExecStart: `${pkg}/bin/sshd -D -e -f /etc/ssh/sshd_config`,
      KillMode: "process",
      Restart: "always",
      RuntimeDirectory: "sshd",
    },
  };
}
