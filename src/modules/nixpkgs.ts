import type { HostArguments } from "../options/host-module.ts";

/** `nixpkgs.*`: where packages come from. */
export const nixpkgs = ({ lib }: HostArguments) => {
  const { mkOption, types } = lib;
  const binaryCache = types.submodule({
    options: {
      url: mkOption({
        type: types.strMatching(
          "(?:https?://\\S+|context:[a-z0-9][a-z0-9._/-]*)",
          "an http:// or https:// address, or context:NAME",
        ),
        example: "https://cache.example.org",
        description: "The address of the cache, or `context:NAME` for the folder of `--build-context NAME=DIR`.",
      }),
      publicKeys: mkOption({
        type: types.listOf(types.singleLineStr),
        default: [],
        description: "Keys, as `name:base64`, that are trusted to sign the paths of this cache.",
      }),
      priority: mkOption({
        type: types.nullOr(types.ints.unsigned),
        default: null,
        description:
          "Lower is asked first; without one, caches are asked in the order of the list, folders before addresses.",
      }),
      requireSignature: mkOption({
        type: types.bool,
        default: true,
        description: "Whether a path needs a good signature. False trusts whoever can write to this cache.",
      }),
      authSecret: mkOption({
        type: types.nullOr(types.strMatching("[A-Za-z0-9_.-]+", "the id of a secret")),
        default: null,
        example: "CACHE_LOGIN",
        description:
          "The id of a `--secret` with the Authorization header for this cache, e.g. `Basic …`. Docker Engine 28.3 and newer " +
          "find `HTTP_AUTH_HEADER_<host>` and `HTTP_AUTH_TOKEN_<host>` without it. The secret's text is never written anywhere.",
      }),
    },
  });
  const source = types.submodule({
    options: {
      url: mkOption({
        type: types.strMatching("https?://\\S+", "an http:// or https:// address"),
        example: "https://github.com/NixOS/nixpkgs/archive/<commit>.tar.gz",
        description: "The address of a tarball of the package set.",
      }),
      sha256: mkOption({
        type: types.strMatching("(?:sha256[:-])?[A-Za-z0-9+/=]{44,64}", "a SHA-256 hash"),
        description: "Hash of the tarball itself (not of what is in it), hexadecimal or `sha256-…`.",
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
        source: mkOption({
          type: types.nullOr(source),
          default: null,
          description: "The package set that names are looked up in. `--build-context nixpkgs=DIR` takes its place.",
        }),
        config: mkOption({
          type: types.attrs,
          default: {},
          example: { allowUnfree: true },
          description: "What nixpkgs is configured with, as in `import <nixpkgs> { config = …; }`; no functions.",
        }),
        overlays: mkOption({
          type: types.listOf(types.strMatching("(?:\\./)?[A-Za-z0-9._+/-]+\\.nix", "a .nix file of the build context")),
          default: [],
          example: ["./overlays/ours.nix"],
          description: "Overlays for the package set: Nix files of the build context.",
        }),
        nix: mkOption({
          type: types.attrsOf(types.strMatching("/nix/store/\\S+", "a store path")),
          default: {},
          example: { "x86_64-linux": "/nix/store/…-nix-2.34.8" },
          description:
            "The Nix that looks names up, by the system that builds. Default: what the package set itself names, in " +
            "packages.json or nixos/modules/installer/tools/nix-fallback-paths.nix.",
        }),
      },
    },
  };
};
