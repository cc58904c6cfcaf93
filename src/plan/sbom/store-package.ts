import type { ClosureEntry } from "../../nix/closure.ts";
import { hashHex } from "../../nix/nar-hash.ts";
import type { PackageEntry } from "../../nix/package-entry.ts";
import { defined } from "../../text/defined.ts";
import type { Packages } from "../packages.ts";
import { componentOf, packageUrl } from "./component.ts";
import { declaredLicense, type OtherLicense } from "./license.ts";
import { type ExternalReference, type SpdxIds, type SpdxPackage, unknownPackage } from "./spdx-document.ts";

/** A store path of which no package set has said anything. */
export function pathPackage(
  { path, narHash, deriver }: Pick<ClosureEntry, "path" | "narHash" | "deriver">,
  ids: SpdxIds,
  entry?: PackageEntry,
) {
  const component = componentOf(path, entry, deriver);
  const { name, version } = component;
  const purl: ExternalReference = {
    referenceCategory: "PACKAGE-MANAGER",
    referenceType: "purl",
    referenceLocator: packageUrl(component, path),
  };
  return {
    ...unknownPackage(ids.of(path.base), name),
    versionInfo: version,
    packageFileName: path.path,
    checksums: [{ algorithm: "SHA256", checksumValue: hashHex(narHash) }],
    externalRefs: [purl],
  } as const satisfies SpdxPackage;
}

/** The same with what the package set says. What its license names and SPDX does not know is added to `licenses`. */
export function storePackage(
  path: Pick<ClosureEntry, "path" | "narHash" | "deriver">,
  entry: PackageEntry | undefined,
  ids: SpdxIds,
  licenses: Map<string, OtherLicense>,
): SpdxPackage {
  const plain = pathPackage(path, ids, entry);
  const { description, homepage, license, cpe } = entry?.meta ?? {};
  const declared = declaredLicense(license);
  for (const other of declared?.others ?? []) {
    if (!licenses.has(other.licenseId)) licenses.set(other.licenseId, other);
  }
  return {
    ...plain,
    ...defined({ licenseDeclared: declared?.expression }),
    ...(homepage === undefined || !isWebAddress(homepage) ? {} : { homepage }),
    description,
    externalRefs: [...plain.externalRefs, ...(cpe === undefined ? [] : cpeReference(cpe))],
  };
}

/** Only what the package set says: a name that is guessed finds other people's vulnerabilities. */
function cpeReference(cpe: string): ExternalReference[] {
  const isCpe = /^cpe:2\.3:[aho*-](?::(?:\\.|[^\s:\\])+){10}$/.test(cpe);
  return isCpe ? [{ referenceCategory: "SECURITY", referenceType: "cpe23Type", referenceLocator: cpe }] : [];
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** What package sets say of store paths: of every output of a package that is named. */
export function entriesByPath({ mentioned, forTls }: Packages): ReadonlyMap<string, PackageEntry> {
  const known = new Map<string, PackageEntry>();
  for (const { entry } of [...mentioned, ...forTls.packages]) {
    for (const path of Object.values(entry?.outputs ?? {})) {
      if (entry !== undefined && !known.has(path)) known.set(path, entry);
    }
  }
  return known;
}
