import type { HostArguments } from "../options/host-module.ts";

/** `fonts.*`: where programs look for fonts (nixpkgs: nixos/modules/config/fonts). */
export const fonts = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { packages, fontconfig } = config.fonts;
  return {
    options: {
      fonts: {
        packages: mkOption({
          type: types.listOf(types.package),
          default: [],
          description: "Packages whose fonts programs find, below `/share/fonts`.",
        }),
        fonts: mkOption({ renamedTo: "fonts.packages" }),
        fontconfig: {
          enable: mkOption({
            type: types.bool,
            default: packages.length > 0,
            defaultText: "true where there are fonts.packages",
            description: "Whether `/etc/fonts/fonts.conf` tells fontconfig where the fonts are.",
          }),
        },
      },
    },
    config: {
      environment: {
        systemPackages: packages,
        etc: lib.mkIf(fontconfig.enable, {
          "fonts/fonts.conf": {
            text: `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/share/fonts</dir>
  <cachedir>/var/cache/fontconfig</cachedir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`,
          },
        }),
      },
    },
  };
};
