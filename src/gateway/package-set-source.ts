import { at, DeclError } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { local } from "../llb/source.ts";
import type { State } from "../llb/vertex.ts";
import { FALLBACK_NIX } from "../nix/evaluate/fallback-nix.ts";
import type { PackageSetPin } from "../nix/lock/lock-file.ts";
import { NIXPKGS_RELEASE } from "../nix/nixpkgs-release.ts";
import { NAME_TABLE } from "../nix/package-set.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway, Ref } from "./client.ts";
import { readText } from "./client-files.ts";
import { gitSource } from "./git-package-set.ts";
import { tarballSource } from "./tarball-package-set.ts";

/** `--build-context nixpkgs=DIR` */
const CONTEXT = "nixpkgs";

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
  const context = request.context(CONTEXT);
  if (context !== undefined) return contextSource(gateway, request, context);
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
    message: "this declaration names packages, and there is no package set to find them in",
    hint:
      `set nixpkgs.source, e.g. ${JSON.stringify(NIXPKGS_RELEASE)}, give --build-context ${CONTEXT}=DIR with a ` +
      `${NAME_TABLE} or a default.nix, or name packages with storePath("/nix/store/…")`,
  });
}

function contextSource(
  gateway: Gateway,
  request: BuildRequest,
  { localName }: { readonly localName: string },
): PackageSetSource {
  const sessionId = request.sessionOf(localName);
  const small = local(localName, {
    followPaths: [NAME_TABLE, FALLBACK_NIX],
    sessionId,
    sharedKeyHint: `${CONTEXT}-names`,
    name: "[nix] load the names of the package set",
  });
  let ref: Promise<Ref> | undefined;
  return {
    label: `--build-context ${CONTEXT}`,
    pin: { source: `context:${CONTEXT}` },
    files: {
      state: local(localName, {
        excludePatterns: [".git", NAME_TABLE],
        sessionId,
        sharedKeyHint: `${CONTEXT}-files`,
        name: "[nix] load the package set",
      }),
    },
    readText: async (name) => {
      ref ??= gateway.solve(marshal(small));
      return readText(gateway, await ref, name);
    },
  };
}
