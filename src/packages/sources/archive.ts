import { requireHost } from "../../context/allowed-hosts.ts";
import type { Session } from "../../context/session.ts";
import { openTree, type Tree } from "../../context/tree.ts";
import { http } from "../../llb/source.ts";
import { FormatError } from "../../nix/format-error.ts";
import { type FileHash, hashHex, hashSri, type NarHash, parseFileHash, parseNarHash } from "../../nix/nar-hash.ts";
import { receivedDigest } from "../../reasons/buildkit.ts";
import { DaemonError } from "../../reasons/daemon-error.ts";
import { describeHttpFailure } from "../../reasons/http.ts";
import type { PackedFiles } from "../../steps/archive/mounts.ts";
import { RESULT } from "../../steps/helper/result.ts";
import { helperPlace } from "../../steps/helper-step.ts";
import { type Picked, pickedSchema } from "../../steps/pick/picked.ts";
import { pickStep } from "../../steps/pick/step.ts";
import { solveSteps } from "../../steps/solve-steps.ts";
import { defined } from "../../text/defined.ts";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import { FALLBACK_NIX } from "../fallback-nix.ts";
import { NAME_TABLE } from "../name-table.ts";
import type { ArchivePin } from "../pins/pin.ts";
import type { PackageSetSource } from "./package-set-source.ts";

type At = { readonly place?: Place };

/** The archive's name in the step that reads it. It does not depend on the address, so that neither does the step's cache key. */
const FILE = "package-set.tar";

/**
 * An archive of a package set. It stays packed until a step reads it, so the daemon does not have to store the tens of thousands of files
 * of nixpkgs. Throws a DeclError at `place` if the archive cannot be fetched.
 */
export async function archivePackageSet(session: Session, pin: ArchivePin, place: At): Promise<PackageSetSource> {
  const { url, rev, folder } = pin;
  requireHost(session.request.settings, { host: new URL(url).host, subject: "the package set", place: place.place });
  const hash = readHash(pin, place);
  const packed = await remoteArchive(session, { url, label: url, hash }, place);
  const sha256 = hash.file && hashSri(hash.file);
  const narHash = hash.tree && hashSri(hash.tree);
  const locked = { source: url, ...defined({ sha256, narHash, rev }) };
  return packedPackageSet(session, { label: url, pin: locked, packed, folder }, place);
}

/** The hash that an archive must have. */
interface ArchiveHash {
  readonly tree?: NarHash;
  readonly file?: FileHash;
}

/** Has the daemon fetch an archive. Throws a DeclError at `place`. */
export async function remoteArchive(
  session: Session,
  { url, label, hash }: { readonly url: string; readonly label: string; readonly hash: ArchiveHash },
  place: At,
): Promise<PackedFiles> {
  const checksum = hash.file && (`sha256:${hashHex(hash.file)}` as const);
  const state = http(url, { checksum, filename: FILE, name: `[nix] ${url}` });
  const { noLogin } = await session.engine.capabilities;
  await download(openTree(session, state), { url, label, noLogin }, place);
  return { state, file: FILE, narHash: hash.tree };
}

/** The package set in an archive that the daemon has. `folder` is the folder in it that has the default.nix. */
export function packedPackageSet(
  session: Session,
  {
    packed,
    folder,
    ...known
  }: Pick<PackageSetSource, "label" | "pin"> & { readonly packed: PackedFiles; readonly folder?: string | undefined },
  place: At,
): PackageSetSource {
  const inFolder = (name: string) => (folder === undefined ? name : `${folder}/${name}`);
  let picked: Promise<Readonly<Record<string, string>>> | undefined;
  return {
    ...known,
    files: { kind: "archive", ...packed, folder },
    readText: async (name) => {
      picked ??= pickTexts(session, packed, [NAME_TABLE, FALLBACK_NIX].map(inFolder), known.label, place);
      return (await picked)[inFolder(name)];
    },
  };
}

/** The small files of a package set: the name table, and the choice of Nix. A step unpacks the archive for them. */
async function pickTexts(
  session: Session,
  archive: PackedFiles,
  files: readonly string[],
  label: string,
  place: At,
): Promise<Readonly<Record<string, string>>> {
  const helper = await helperPlace(session);
  const state = pickStep(archive, files, helper);
  const step = { output: state, kind: "evaluate", subject: `the package set ${label}`, ...place } as const;
  const { buildPlatform } = helper;
  const tree = await solveSteps(session, { state, steps: [step], buildPlatform });
  const picked: Picked = pickedSchema.parse(JSON.parse((await tree.readFile(RESULT)).toString("utf8")));
  if ("archiveFault" in picked) throw brokenArchive(label, picked.archiveFault, place);
  return picked.files;
}

/** The error for an archive that is damaged or has another hash. */
export function brokenArchive(label: string, fault: string, place: At): DeclError {
  return new DeclError({
    code: "no-package-set",
    message: `the package set ${label} cannot be used: ${fault}`,
    ...place,
    hint: "look at what the address serves: the hash, or the address, is that of something else",
  });
}

function readHash({ hash }: ArchivePin, place: At): ArchiveHash {
  try {
    return hash.of === "tree" ? { tree: parseNarHash(hash.text) } : { file: parseFileHash(hash.text) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const option = hash.of === "tree" ? "narHash" : "sha256";
    throw new DeclError({ code: "no-package-set", message: `nixpkgs.source.${option}: ${error.message}`, ...place });
  }
}

async function download(
  tree: Tree,
  { url, label, noLogin }: { readonly url: string; readonly label: string; readonly noLogin: string | undefined },
  place: At,
): Promise<void> {
  try {
    await tree.readFile(FILE, { length: 1 });
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    const { host } = new URL(url);
    // With a checksum the daemon hashes an error page like any other file.
    const got = receivedDigest(error.message);
    if (got !== undefined) {
      throw new DeclError({
        code: "no-package-set",
        message: `the package set ${label} is not the file of nixpkgs.source.sha256: ${host} sends ${got}`,
        hint: "look at what the address serves: an error page has a hash too",
        ...place,
      });
    }
    // The hint explains the default source, which a user who has set none may not know.
    const isDefault = place.place === undefined && label === url;
    throw new DeclError({
      code: "no-package-set",
      message: `the package set ${label} cannot be had: ${host} ${describeHttpFailure(error, host, noLogin).reason}`,
      ...(isDefault ? { hint: "it is the default: --build-context nixpkgs=DIR takes its place" } : {}),
      ...place,
    });
  }
}
