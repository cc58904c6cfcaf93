import type { HostArguments } from "../options/host-module.ts";

/** `environment.*`: the packages that everyone in a container has. */
export const environment = ({ lib }: HostArguments) => {
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
            types.strMatching("/[\\w.+@-]+(?:/[\\w.+@-]+)*", "an absolute path without special characters"),
          ),
          default: ["/bin", "/sbin", "/lib", "/share", "/etc"],
          description: "Which folders of the packages are linked.",
        }),
      },
    },
  };
};
