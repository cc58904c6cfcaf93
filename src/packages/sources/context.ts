import { type ContextFolder, contextFolder, contextSource } from "../../context/named-folder.ts";
import type { Session } from "../../context/session.ts";
import { FALLBACK_NIX } from "../fallback-nix.ts";
import { NAME_TABLE } from "../name-table.ts";
import type { PackageSetSource } from "./package-set-source.ts";

/** `--build-context nixpkgs=DIR` */
export const PACKAGE_SET_CONTEXT = "nixpkgs";

/** The small files of the context, where names may be worked out; undefined where none is given. */
export function contextNames(session: Session): ContextFolder | undefined {
  if (session.request.context(PACKAGE_SET_CONTEXT) === undefined) return undefined;
  return contextFolder(session, PACKAGE_SET_CONTEXT, {
    followPaths: [NAME_TABLE, FALLBACK_NIX],
    sharedKeyHint: `${PACKAGE_SET_CONTEXT}-names`,
    name: "[nix] load the names of the package set",
  });
}

/** The package set that is given as a context. */
export async function contextPackageSet(session: Session, names: ContextFolder): Promise<PackageSetSource> {
  return {
    label: `--build-context ${PACKAGE_SET_CONTEXT}`,
    pin: { source: `context:${PACKAGE_SET_CONTEXT}` },
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
