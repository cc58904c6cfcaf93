import { at, DeclError } from "../diagnostic.ts";
import type { State } from "../llb/vertex.ts";
import { FALLBACK_NIX } from "../nix/evaluate/fallback-nix.ts";
import type { PackageSetPin } from "../nix/lock/lock-file.ts";
import { NIXPKGS_RELEASE } from "../nix/nixpkgs-release.ts";
import { NAME_TABLE } from "../nix/package-set.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { type ContextFolder, contextFolder, contextSource } from "./context-folder.ts";
import { gitSource } from "./git-package-set.ts";
import { tarballSource } from "./tarball-package-set.ts";

/** `--build-context nixpkgs=DIR` */
export const PACKAGE_SET_CONTEXT = "nixpkgs";

/** Where a package set comes from. */
export interface PackageSetSource {
  /** For messages: "--build-context nixpkgs" or its address. */
  readonly label: string;
  readonly pin: PackageSetPin;
  /** The whole of it, and the folder that default.nix is in. */
  readonly files: { readonly state: State; readonly selector?: string };
  /** A small file of it, or undefined. */
  readText(name: string): Promise<string | undefined>;
}

/** The package set of a build. Throws a DeclError when there is none. */
export async function openPackageSet(
  gateway: Gateway,
  request: BuildRequest,
  { config, placeOf }: Configuration,
): Promise<PackageSetSource> {
  const names = contextNames(gateway, request);
  if (names !== undefined) return givenSource(gateway, request, names);
  const { source } = config.nixpkgs;
  const place = at(placeOf(["nixpkgs", "source"]));
  if (source !== null && source.git !== null && source.rev !== null) {
    const { git, rev, ref } = source;
    return gitSource(gateway, { git, rev, ref }, place);
  }
  if (source !== null && source.url !== null && source.sha256 !== null) {
    return tarballSource(gateway, { url: source.url, sha256: source.sha256 }, place);
  }
  throw new DeclError({
    code: "no-package-set",
    message:
      "this declaration names packages, and nixpkgs.source = null says that there is no package set to find them in",
    ...place,
    hint:
      `leave nixpkgs.source out for nixpkgs ${NIXPKGS_RELEASE.ref}, give --build-context ${PACKAGE_SET_CONTEXT}=DIR with a ` +
      `${NAME_TABLE} or a default.nix, or name packages with storePath("/nix/store/…")`,
  });
}

/** The small files of the context, where names may be worked out. */
export function contextNames(gateway: Gateway, request: BuildRequest): ContextFolder | undefined {
  if (request.context(PACKAGE_SET_CONTEXT) === undefined) return undefined;
  return contextFolder(gateway, request, PACKAGE_SET_CONTEXT, {
    followPaths: [NAME_TABLE, FALLBACK_NIX],
    sharedKeyHint: `${PACKAGE_SET_CONTEXT}-names`,
    name: "[nix] load the names of the package set",
  });
}

async function givenSource(gateway: Gateway, request: BuildRequest, names: ContextFolder): Promise<PackageSetSource> {
  return {
    label: `--build-context ${PACKAGE_SET_CONTEXT}`,
    pin: { source: `context:${PACKAGE_SET_CONTEXT}` },
    files: {
      state: await contextSource(gateway, request, PACKAGE_SET_CONTEXT, {
        excludePatterns: [".git", NAME_TABLE],
        sharedKeyHint: `${PACKAGE_SET_CONTEXT}-files`,
        name: "[nix] load the package set",
      }),
    },
    readText: names.readText,
  };
}
