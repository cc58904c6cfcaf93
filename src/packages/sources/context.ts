import { type ContextFolder, contextFolder, contextSource } from "../../context/named-folder.ts";
import type { Session } from "../../context/session.ts";
import { FALLBACK_NIX } from "../fallback-nix.ts";
import { NAME_TABLE } from "../name-table.ts";
import { packedPackageSet, remoteArchive } from "./archive.ts";
import type { PackageSetSource } from "./package-set-source.ts";

/** `--build-context nixpkgs=…` */
export const PACKAGE_SET_CONTEXT = "nixpkgs";

const LABEL = `--build-context ${PACKAGE_SET_CONTEXT}`;
const PIN = { source: `context:${PACKAGE_SET_CONTEXT}` };

/** Archives that a folder may have instead of the package set's files: sending one file is ten times as fast. */
const ARCHIVES = ["nixpkgs.tar", "nixpkgs.tar.gz", "nixpkgs.tar.xz", "nixpkgs.tar.zst"];

/** The files of a client's folder that are sent first. */
const NAMES = {
  followPaths: [NAME_TABLE, FALLBACK_NIX, ...ARCHIVES],
  sharedKeyHint: `${PACKAGE_SET_CONTEXT}-names`,
  name: "[nix] load the names of the package set",
};

/** The small files of the context, such as a name table; undefined if there is no context, or if it is an archive. */
export function contextNames(session: Session): ContextFolder | undefined {
  const context = session.request.context(PACKAGE_SET_CONTEXT);
  if (context === undefined || context.kind === "http") return undefined;
  return contextFolder(session, PACKAGE_SET_CONTEXT, NAMES);
}

/** The package set that is given as a context; undefined if none is. Throws a DeclError. */
export async function contextPackageSet(session: Session): Promise<PackageSetSource | undefined> {
  const context = session.request.context(PACKAGE_SET_CONTEXT);
  if (context?.kind === "http") {
    const packed = await remoteArchive(session, { url: context.url, label: LABEL, hash: {} }, {});
    return packedPackageSet(session, { label: LABEL, pin: PIN, packed }, {});
  }
  const names = contextNames(session);
  if (names === undefined) return undefined;
  const archive = context?.kind === "local" ? await archiveIn(names) : undefined;
  if (archive !== undefined) {
    const packed = { state: await contextSource(session, PACKAGE_SET_CONTEXT, NAMES), file: archive };
    return packedPackageSet(session, { label: `${archive} of ${LABEL}`, pin: PIN, packed }, {});
  }
  return {
    label: LABEL,
    pin: PIN,
    files: {
      kind: "tree",
      state: await contextSource(session, PACKAGE_SET_CONTEXT, {
        excludePatterns: [".git", NAME_TABLE],
        sharedKeyHint: `${PACKAGE_SET_CONTEXT}-files`,
        name: "[nix] load the package set",
      }),
    },
    readText: names.readText,
  };
}

async function archiveIn(names: ContextFolder): Promise<string | undefined> {
  const files = await names.list("/");
  return ARCHIVES.find((archive) => files.some(({ path, type }) => path === archive && type === "file"));
}
