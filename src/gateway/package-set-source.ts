import { at, DeclError } from "../diagnostic.ts";
import { copy, file } from "../llb/file.ts";
import { marshal } from "../llb/marshal.ts";
import { http, local } from "../llb/source.ts";
import { type Output, type State, scratch } from "../llb/vertex.ts";
import type { PackageSetPin } from "../nix/lock/lock-file.ts";
import { hashHex, hashSri, parseFileHash } from "../nix/nar-hash.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway, Ref } from "./client.ts";
import { readText } from "./client-files.ts";

/** `--build-context nixpkgs=DIR` */
const CONTEXT = "nixpkgs";

/** What names mean, worked out beforehand: the offline alternative to Nix. */
export const NAME_TABLE = "packages.json";

/** nixpkgs names the Nix of its time for each system that can build, and its own cache has it. */
export const FALLBACK_NIX = "nixos/modules/installer/tools/nix-fallback-paths.nix";

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
  if (source !== null) return tarballSource(gateway, source, () => at(placeOf(["nixpkgs", "source"])));
  throw new DeclError({
    code: "no-package-set",
    message: "this declaration names packages, and there is no package set to find them in",
    hint:
      `give --build-context ${CONTEXT}=DIR with a ${NAME_TABLE} or a default.nix, set nixpkgs.source, or name packages ` +
      'with storePath("/nix/store/…")',
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

/** A tarball has one folder at its top, whose name nobody knows beforehand. */
async function tarballSource(
  gateway: Gateway,
  { url, sha256 }: { readonly url: string; readonly sha256: string },
  place: () => ReturnType<typeof at>,
): Promise<PackageSetSource> {
  const hash = parseFileHash(sha256);
  const filename = "package-set.tar";
  const tarball = http(url, { checksum: `sha256:${hashHex(hash)}`, filename, name: `[nix] ${url}` });
  const unpacked: Output = file(scratch, [copy(tarball, `/${filename}`, "/set/", { unpack: true })], {
    name: "[nix] unpack the package set",
  });
  const ref = await gateway.solve(marshal(unpacked));
  const entries = await gateway.readDir(ref, "/set");
  const [first] = entries;
  const hasDefault = entries.some(({ path }) => path === "default.nix" || path === NAME_TABLE);
  const folder = hasDefault ? "/set" : `/set/${first?.path ?? ""}`;
  if (!hasDefault && (entries.length !== 1 || first?.type !== "directory")) {
    throw new DeclError({ code: "no-package-set", message: `${url} is not a tarball of one folder`, ...place() });
  }
  return {
    label: url,
    pin: { source: url, sha256: hashSri(hash) },
    files: { state: unpacked, selector: folder },
    readText: (name) => readText(gateway, ref, `${folder}/${name}`),
  };
}
