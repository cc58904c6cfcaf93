import { mainFiles } from "../../context/context-files.ts";
import type { Session } from "../../context/session.ts";
import { openTree } from "../../context/tree.ts";
import { NIXPKGS_RELEASE } from "../../nix/nixpkgs-release.ts";
import type { Configuration } from "../../options/configuration.ts";
import { at, DeclError } from "../../text/diagnostic.ts";
import { addressFault } from "../../text/login-in-address.ts";
import { NAME_TABLE } from "../name-table.ts";
import { sourcePin } from "../pins/source-pin.ts";
import { archivePackageSet } from "./archive.ts";
import { contextPackageSet, PACKAGE_SET_CONTEXT } from "./context.ts";
import { gitPackageSet } from "./git.ts";
import type { PackageSetSource } from "./package-set-source.ts";

/** The package set of a build. Throws a DeclError when there is none. */
export async function openPackageSet(session: Session, { config, placeOf }: Configuration): Promise<PackageSetSource> {
  const given = await contextPackageSet(session);
  if (given !== undefined) return given;
  const { source } = config.nixpkgs;
  const place = at(placeOf(["nixpkgs", "source"]));
  if (source === null) {
    throw new DeclError({
      code: "no-package-set",
      message:
        "this declaration names packages, and nixpkgs.source = null says that there is no package set to find them in",
      ...place,
      hint:
        `leave nixpkgs.source out for nixpkgs ${NIXPKGS_RELEASE.version}, give --build-context ${PACKAGE_SET_CONTEXT}=DIR with a ` +
        `${NAME_TABLE} or a default.nix, or name packages with storePath("/nix/store/…")`,
    });
  }
  const readText = async (file: string) => openTree(session, await mainFiles(session, [file])).readText(file);
  const pin = await sourcePin(source, readText, place.place);
  const address = pin.kind === "git" ? pin.git : pin.url;
  const fault = addressFault("nixpkgs.source", address, pin.kind === "git" ? "repository" : "archive");
  if (fault !== undefined) throw new DeclError({ ...fault, ...place });
  return pin.kind === "git" ? gitPackageSet(session, pin, place) : archivePackageSet(session, pin, place);
}
