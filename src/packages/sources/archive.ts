import type { Session } from "../../context/session.ts";
import { openTree, type Tree } from "../../context/tree.ts";
import { http } from "../../llb/source.ts";
import { FormatError } from "../../nix/format-error.ts";
import { hashHex, hashSri, parseFileHash, parseNarHash } from "../../nix/nar-hash.ts";
import { receivedDigest } from "../../reasons/buildkit.ts";
import { DaemonError } from "../../reasons/daemon-error.ts";
import { describeHttpFailure } from "../../reasons/http.ts";
import type { PackedFiles } from "../../steps/archive/mounts.ts";
import { RESULT } from "../../steps/helper/result.ts";
import { helperPlace } from "../../steps/helper-step.ts";
import { type Picked, pickedSchema } from "../../steps/pick/picked.ts";
import { pickStep } from "../../steps/pick/step.ts";
import { solveSteps } from "../../steps/solve-steps.ts";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import { FALLBACK_NIX } from "../fallback-nix.ts";
import { NAME_TABLE } from "../name-table.ts";
import type { ArchivePin } from "../pins/pin.ts";
import type { PackageSetSource } from "./package-set-source.ts";

type At = { readonly place?: Place };

/** What the archive's file is called in the step that reads it: a name that does not change with its address. */
const FILE = "package-set.tar";

/**
 * An archive of a package set. It stays packed until a step reads it: the tens of thousands of files of nixpkgs never become
 * files of the daemon's. Throws a DeclError at `place` where it cannot be had.
 */
export async function archivePackageSet(session: Session, pin: ArchivePin, place: At): Promise<PackageSetSource> {
  const { url, rev, folder } = pin;
  const hash = readHash(pin, place);
  const checksum = hash.file === undefined ? {} : { checksum: `sha256:${hashHex(hash.file)}` as const };
  const state = http(url, { ...checksum, filename: FILE, name: `[nix] ${url}` });
  await download(openTree(session, state), url, place);
  const archive = { state, file: FILE, narHash: hash.tree };
  let picked: Promise<Readonly<Record<string, string>>> | undefined;
  return {
    label: url,
    pin: {
      source: url,
      ...(hash.file === undefined ? {} : { sha256: hashSri(hash.file) }),
      ...(hash.tree === undefined ? {} : { narHash: hashSri(hash.tree) }),
      ...(rev === undefined ? {} : { rev }),
    },
    files: { kind: "archive", ...archive, folder },
    readText: async (name) => {
      picked ??= pickTexts(session, archive, inFolder(folder, [NAME_TABLE, FALLBACK_NIX]), url, place);
      return (await picked)[inFolder(folder, [name])[0] ?? name];
    },
  };
}

const inFolder = (folder: string | undefined, names: readonly string[]): string[] =>
  names.map((name) => (folder === undefined ? name : `${folder}/${name}`));

/** The small files that say what names mean or which Nix does. A step unpacks the archive for them. */
async function pickTexts(
  session: Session,
  archive: PackedFiles,
  files: readonly string[],
  url: string,
  place: At,
): Promise<Readonly<Record<string, string>>> {
  const helper = await helperPlace(session);
  const state = pickStep(archive, files, helper);
  const step = { output: state, kind: "evaluate", subject: `the package set ${url}`, ...place } as const;
  const { buildPlatform } = helper;
  const tree = await solveSteps(session, { state, steps: [step], buildPlatform });
  const picked: Picked = pickedSchema.parse(JSON.parse((await tree.readFile(RESULT)).toString("utf8")));
  if ("archiveFault" in picked) throw brokenArchive(url, picked.archiveFault, place);
  return picked.files;
}

/** The error for an archive that is not what it should be. */
export function brokenArchive(label: string, fault: string, place: At): DeclError {
  return new DeclError({
    code: "no-package-set",
    message: `the package set ${label} cannot be used: ${fault}`,
    ...place,
    hint: "look at what the address serves: the hash, or the address, is that of something else",
  });
}

function readHash({ hash }: ArchivePin, place: At) {
  try {
    return hash.of === "tree" ? { tree: parseNarHash(hash.text) } : { file: parseFileHash(hash.text) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const option = hash.of === "tree" ? "narHash" : "sha256";
    throw new DeclError({ code: "no-package-set", message: `nixpkgs.source.${option}: ${error.message}`, ...place });
  }
}

/** Has the daemon fetch the archive. */
async function download(tree: Tree, url: string, place: At): Promise<void> {
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
        message: `the package set ${url} is not the file of nixpkgs.source.sha256: ${host} sends ${got}`,
        hint: "look at what the address serves: an error page has a hash too",
        ...place,
      });
    }
    // Who has said nothing of a source may not know that there is one.
    const hint =
      place.place === undefined ? { hint: "it is the default: --build-context nixpkgs=DIR takes its place" } : {};
    throw new DeclError({
      code: "no-package-set",
      message: `the package set ${url} cannot be had: ${host} ${describeHttpFailure(error, host).reason}`,
      ...hint,
      ...place,
    });
  }
}
