import type { HostArguments } from "../options/host-module.ts";

/** /etc/nsswitch.conf (nixpkgs: nixos/modules/config/nsswitch.nix). A base image has its own. */
export const nameService = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const database = (name: string, fallback: readonly string[]) =>
    mkOption({
      type: types.listOf(types.singleLineStr),
      default: fallback,
      description: `Where the C library looks for ${name}, in this order.`,
    });
  const { passwd, group, shadow, sudoers, hosts, services } = config.system.nssDatabases;
  const table = {
    passwd,
    group,
    shadow,
    sudoers,
    hosts,
    networks: ["files"],
    ethers: ["files"],
    services,
    protocols: ["files"],
    rpc: ["files"],
  };
  return {
    options: {
      system: {
        nssDatabases: {
          passwd: database("users", ["files"]),
          group: database("groups", ["files"]),
          shadow: database("passwords", ["files"]),
          sudoers: database("sudo's rules", ["files"]),
          hosts: database("the addresses of hosts", ["files", "dns"]),
          services: database("the names of ports", ["files"]),
        },
      },
    },
    config: {
      environment: {
        etc: lib.mkIf(config.image.from === null, {
          "nsswitch.conf": {
            text: Object.entries(table)
              .map(([name, sources]) => `${`${name}:`.padEnd(11)}${sources.join(" ")}\n`)
              .join(""),
          },
        }),
      },
    },
  };
};
