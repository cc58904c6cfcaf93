import type { Session } from "../../context/session.ts";
import { type FileStat, openTree, type Tree } from "../../context/tree.ts";
import { copy, file } from "../../llb/file.ts";
import { http } from "../../llb/source.ts";
import { type Output, scratch } from "../../llb/vertex.ts";
import { FormatError } from "../../nix/format-error.ts";
import { type FileHash, hashHex, hashSri, parseFileHash } from "../../nix/nar-hash.ts";
import { receivedDigest } from "../../reasons/buildkit.ts";
import { DaemonError } from "../../reasons/daemon-error.ts";
import { describeHttpFailure } from "../../reasons/http.ts";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import { NAME_TABLE } from "../name-table.ts";
import type { PackageSetSource } from "./package-set-source.ts";

/** What `nixpkgs.source` says of a tarball. */
interface Tarball {
  readonly url: string;
  readonly sha256: string;
}

type At = { readonly place?: Place };

/** A tarball has one folder at its top, whose name nobody knows beforehand. Throws a DeclError at `place`. */
export async function tarballPackageSet(
  session: Session,
  { url, sha256 }: Tarball,
  place: At,
): Promise<PackageSetSource> {
  const hash = readHash(sha256, place);
  const filename = "package-set.tar";
  const tarball = http(url, { checksum: `sha256:${hashHex(hash)}`, filename, name: `[nix] ${url}` });
  const unpacked: Output = file(scratch, [copy(tarball, `/${filename}`, "/set/", { unpack: true })], {
    name: "[nix] unpack the package set",
  });
  const tree = openTree(session, unpacked);
  const entries = await readTop(tree, url, place);
  const [first] = entries;
  const hasDefault = entries.some(({ path }) => path === "default.nix" || path === NAME_TABLE);
  const folder = hasDefault ? "/set" : `/set/${first?.path ?? ""}`;
  if (!hasDefault && (entries.length !== 1 || first?.type !== "directory")) {
    throw new DeclError({ code: "no-package-set", message: `${url} is not a tarball of one folder`, ...place });
  }
  return {
    label: url,
    pin: { source: url, sha256: hashSri(hash) },
    files: { state: unpacked, selector: folder },
    readText: (name) => tree.readText(`${folder}/${name}`),
  };
}

function readHash(sha256: string, place: At): FileHash {
  try {
    return parseFileHash(sha256);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({ code: "no-package-set", message: `nixpkgs.source.sha256: ${error.message}`, ...place });
  }
}

async function readTop(tree: Tree, url: string, place: At): Promise<readonly FileStat[]> {
  try {
    return await tree.list("/set");
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    const { host } = new URL(url);
    // With a checksum the daemon hashes an error page like any other file.
    const got = receivedDigest(error.message);
    if (got !== undefined) {
      throw new DeclError({
        code: "no-package-set",
        message: `the package set ${url} is not the file of nixpkgs.source.sha256: ${host} sends ${got}`,
        hint: "look at what the address serves: an error page has a hash too",
        ...place,
      });
    }
    throw new DeclError({
      code: "no-package-set",
      message: `the package set ${url} cannot be had: ${host} ${describeHttpFailure(error, host).reason}`,
      ...place,
    });
  }
}
