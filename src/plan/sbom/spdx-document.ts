import { createHash } from "node:crypto";
import type { OtherLicense } from "./license.ts";

/** The JSON form of SPDX 2.3, as far as decl writes it (spdx.github.io/spdx-spec/v2.3). */
export interface SpdxDocument {
  readonly spdxVersion: "SPDX-2.3";
  readonly dataLicense: "CC0-1.0";
  readonly SPDXID: typeof DOCUMENT_ID;
  readonly name: string;
  /** An address that is this document's alone; nothing need be there. */
  readonly documentNamespace: string;
  readonly creationInfo: { readonly created: string; readonly creators: readonly string[]; readonly comment: string };
  readonly packages: readonly SpdxPackage[];
  readonly hasExtractedLicensingInfos?: readonly OtherLicense[];
  readonly relationships: readonly SpdxRelationship[];
}

export interface SpdxPackage {
  readonly SPDXID: SpdxId;
  readonly name: string;
  readonly versionInfo?: string | undefined;
  readonly packageFileName?: string;
  readonly primaryPackagePurpose?: "CONTAINER";
  readonly supplier: "NOASSERTION";
  readonly downloadLocation: "NOASSERTION";
  readonly filesAnalyzed: false;
  readonly checksums?: readonly { readonly algorithm: "SHA256"; readonly checksumValue: string }[];
  readonly homepage?: string;
  readonly sourceInfo?: string;
  readonly licenseConcluded: "NOASSERTION";
  readonly licenseDeclared: string;
  readonly copyrightText: "NOASSERTION";
  readonly description?: string | undefined;
  readonly comment?: string;
  readonly externalRefs?: readonly ExternalReference[];
}

export interface ExternalReference {
  readonly referenceCategory: "PACKAGE-MANAGER" | "SECURITY";
  readonly referenceType: "purl" | "cpe23Type";
  readonly referenceLocator: string;
}

export interface SpdxRelationship {
  readonly spdxElementId: SpdxId;
  readonly relationshipType: "DESCRIBES" | "CONTAINS" | "DEPENDS_ON";
  /** NOASSERTION: there may be something, and it is not known what. */
  readonly relatedSpdxElement: SpdxId | "NOASSERTION";
  readonly comment?: string;
}

export type SpdxId = `SPDXRef-${string}`;

export const DOCUMENT_ID = "SPDXRef-DOCUMENT";

/** A package of which no more is known; readers of SPDX 2.2 want to hear it. */
export function unknownPackage(SPDXID: SpdxId, name: string) {
  return {
    SPDXID,
    name,
    supplier: "NOASSERTION",
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    licenseConcluded: "NOASSERTION",
    licenseDeclared: "NOASSERTION",
    copyrightText: "NOASSERTION",
  } as const;
}

/** Identifiers out of any texts: the same text has the same one, and another text another. */
export class SpdxIds {
  readonly #ids = new Map<string, SpdxId>();
  readonly #taken = new Set<string>([DOCUMENT_ID]);

  of(text: string): SpdxId {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const wanted = `SPDXRef-${text.replace(/[^A-Za-z0-9.-]/g, "-")}` as const;
    let id: SpdxId = wanted;
    for (let count = 2; this.#taken.has(id); count++) id = `${wanted}-${count}`;
    this.#taken.add(id);
    this.#ids.set(text, id);
    return id;
  }
}

/** The document with a namespace that its content decides, so that equal documents are one and others are others. */
export function withNamespace(document: Omit<SpdxDocument, "documentNamespace">): SpdxDocument {
  const { spdxVersion, dataLicense, SPDXID, name, ...rest } = document;
  const hash = createHash("sha256").update(JSON.stringify(document)).digest("hex");
  const documentNamespace = `https://spdx.org/spdxdocs/decl-${encodeURIComponent(name)}-${hash}`;
  return { spdxVersion, dataLicense, SPDXID, name, documentNamespace, ...rest };
}
