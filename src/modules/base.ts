import type { HostArguments } from "../options/host-module.ts";

/** What programs in containers rely on and every image has, unless it says otherwise. */
export const base = ({ lib }: HostArguments) => {
  const directory = (mode: string) => ({ type: "directory", mode: lib.mkDefault(mode) });
  return {
    image: {
      files: {
        "/tmp": directory("1777"),
        "/root": directory("0700"),
        "/var": directory("0755"),
        "/var/empty": directory("0555"),
        "/etc": directory("0755"),
      },
    },
  };
};
