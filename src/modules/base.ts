import type { HostArguments } from "../options/host-module.ts";

/** What programs in containers rely on and every image has, unless it says otherwise. */
export const base = ({ lib }: HostArguments) => {
  const directory = (mode: string) => ({ type: "directory", mode: lib.mkDefault(mode) });
  return {
    options: {
      system: {
        stateVersion: lib.mkOption({
          type: lib.types.nullOr(lib.types.str),
          default: null,
          example: "26.05",
          description:
            "Has no meaning: it is accepted, so that a configuration of NixOS can keep it. NixOS chooses by it what data of an older installation needs, such as the version of PostgreSQL; here services.postgresql.package says that.",
        }),
      },
    },
    config: {
      image: {
        files: {
          "/tmp": directory("1777"),
          "/root": directory("0700"),
          "/var": directory("0755"),
          "/var/empty": directory("0555"),
          "/etc": directory("0755"),
        },
      },
    },
  };
};
