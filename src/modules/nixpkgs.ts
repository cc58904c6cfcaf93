import { NIXPKGS_RELEASE } from "../nix/nixpkgs-release.ts";
import type { HostArguments } from "../options/host-module.ts";
import { type AddressUse, addressFault } from "../text/login-in-address.ts";
import { packageSetSource, sourceChecks } from "./nixpkgs-source.ts";

/** `nixpkgs.*`: where packages come from. */
export const nixpkgs = ({ lib, config }: HostArguments) => {
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
          "Lower is asked first. Without one, a folder comes before all addresses, and an address has the priority of its nix-cache-info.",
      }),
      requireSignature: mkOption({
        type: types.bool,
        default: true,
        description: "Whether a path needs a good signature. False trusts whoever can write to this cache.",
      }),
      archiveHosts: mkOption({
        type: types.listOf(types.strMatching("(?:\\*|(?:\\*\\.)?[A-Za-z0-9_.-]+(?::[0-9]+)?)", "the name of a host")),
        default: [],
        example: ["*.cdn.example.org"],
        description:
          "Hosts beside that of `url` that the cache may say to have its archives. What an archive is fetched from is not signed, " +
          "so without this it is the cache's own server.",
      }),
      authSecret: mkOption({
        type: types.nullOr(types.strMatching("[A-Za-z0-9_.-]+", "the id of a secret")),
        default: null,
        example: "CACHE_LOGIN",
        description:
          "The id of a `--secret` with the Authorization header for this cache, e.g. `Basic …`: `HTTP_AUTH_HEADER_<host>`, or another " +
          'one that `--build-arg DECL_SECRET_HOSTS="ID=HOST"` says is for this host. Docker Engine 28.3 and newer find ' +
          "`HTTP_AUTH_HEADER_<host>` and `HTTP_AUTH_TOKEN_<host>` without it. The secret's text is never written anywhere.",
      }),
    },
  });
  const source = types.submodule(packageSetSource);
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
          default: { url: NIXPKGS_RELEASE.url, narHash: NIXPKGS_RELEASE.narHash },
          example: { flakeLock: "flake.lock" },
          description:
            "The package set that names are looked up in: an archive (`url` with `narHash` or `sha256`), a commit of a " +
            "repository (`git`, `rev`), or what a `flakeLock`, the sources of `npins` or those of `niv` pin; a release of " +
            "nixpkgs unless you say otherwise. `--build-context nixpkgs=DIR` takes its place; with null nothing else does.",
        }),
        devboxLock: mkOption({
          type: types.nullOr(types.strMatching("(?:\\./)?[A-Za-z0-9._+/-]+", "a file of the build context")),
          default: null,
          example: "devbox.lock",
          description:
            "A devbox.lock of the build context. The packages that it has are the store paths it says, without a package set; " +
            "other names are looked up as ever.",
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
        build: mkOption({
          type: types.enum(["never", "missing", "always"]),
          default: "missing",
          description:
            "Whether packages are built that no binary cache has, each derivation in a build step of its own: `missing` builds " +
            "them, `never` does not, and `always` builds all packages that the declaration names, and of what they need only " +
            "what no cache has. `--build-arg DECL_BUILD` says it instead.",
        }),
        nix: mkOption({
          type: types.attrsOf(types.strMatching("/nix/store/\\S+", "a store path")),
          default: {},
          example: { "x86_64-linux": "/nix/store/…-nix-2.34.8" },
          description:
            "The Nix that looks names up, by the system that builds. Default: what the package set itself names, in " +
            "packages.json or nixos/modules/installer/tools/nix-fallback-paths.nix; for an archive, a recent one.",
        }),
      },
    },
    config: {
      assertions: [
        ...(config.nixpkgs.source === null ? [] : sourceChecks(config.nixpkgs.source)),
        ...loginChecks(["source", "url"], "archive", config.nixpkgs.source?.url),
        ...loginChecks(["source", "git"], "repository", config.nixpkgs.source?.git),
        ...config.nixpkgs.binaryCaches.flatMap(({ url }, index) =>
          loginChecks(["binaryCaches", `${index}`, "url"], "cache", url),
        ),
      ],
    },
  };
};

function loginChecks(path: readonly string[], use: AddressUse, url: string | null | undefined) {
  const { message, hint } = addressFault(`nixpkgs.${path[0]}`, url ?? "", use) ?? {};
  return message === undefined ? [] : [{ assertion: false, message, hint, about: [["nixpkgs", ...path]] }];
}
