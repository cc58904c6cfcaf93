import type { HostArguments } from "../options/host-module.ts";

/** `nixpkgs.*`: where packages come from. */
export const nixpkgs = ({ lib }: HostArguments) => {
  const { mkOption, types } = lib;
  const binaryCache = types.submodule({
    options: {
      url: mkOption({
        type: types.strMatching("https?://\\S+", "an http:// or https:// address"),
        example: "https://cache.example.org",
        description: "The address of the cache.",
      }),
      publicKeys: mkOption({
        type: types.listOf(types.singleLineStr),
        default: [],
        description: "Keys, as `name:base64`, that are trusted to sign the paths of this cache.",
      }),
      priority: mkOption({
        type: types.nullOr(types.ints.unsigned),
        default: null,
        description: "Lower is asked first; without one, caches are asked in the order of the list.",
      }),
    },
  });
  return {
    options: {
      nixpkgs: {
        binaryCaches: mkOption({
          type: types.listOf(binaryCache),
          default: [
            {
              url: "https://cache.nixos.org",
              publicKeys: ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="],
            },
          ],
          description:
            "The binary caches that store paths are fetched from. Caches given on the command line are asked before them.",
        }),
      },
    },
  };
};
