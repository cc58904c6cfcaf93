import parse from "spdx-expression-parse";
import * as z from "zod";

const id = z.string().regex(/^SPDXRef-[A-Za-z0-9.-]+$/);
const unknown = z.literal("NOASSERTION");
const webAddress = z.string().refine((text) => /^https?:$/.test(new URL(text).protocol));
const line = z
  .string()
  .min(1)
  .regex(/^[^\n]*$/);

/** One form for each type of reference (SPDX 2.3, annex F). */
const reference = z.union([
  z.strictObject({
    referenceCategory: z.literal("PACKAGE-MANAGER"),
    referenceType: z.literal("purl"),
    referenceLocator: z
      .string()
      .regex(/^pkg:[a-z]+\/[\w.%~-]+(?:@[\w.%~-]+)?(?:\?[a-z_]+=[\w.%~-]+(?:&[a-z_]+=[\w.%~-]+)*)?$/),
  }),
  z.strictObject({
    referenceCategory: z.literal("SECURITY"),
    referenceType: z.literal("cpe23Type"),
    referenceLocator: z.string().regex(/^cpe:2\.3:[aho](?::(?:\\.|[^\s:\\])+){10}$/),
  }),
]);

const spdxPackage = z.strictObject({
  SPDXID: id,
  name: line,
  versionInfo: line.optional(),
  packageFileName: line.optional(),
  primaryPackagePurpose: z.literal("CONTAINER").optional(),
  supplier: unknown,
  downloadLocation: unknown,
  filesAnalyzed: z.literal(false),
  checksums: z
    .array(z.strictObject({ algorithm: z.literal("SHA256"), checksumValue: z.string().regex(/^[0-9a-f]{64}$/) }))
    .optional(),
  homepage: webAddress.optional(),
  sourceInfo: z.string().optional(),
  licenseConcluded: unknown,
  licenseDeclared: z.string().min(1),
  copyrightText: unknown,
  description: z.string().optional(),
  comment: z.string().optional(),
  externalRefs: z.array(reference).optional(),
});

/** What SPDX 2.3 says of the fields that decl writes, and no others (sections 6 to 11 of the specification). */
const spdxDocument = z.strictObject({
  spdxVersion: z.literal("SPDX-2.3"),
  dataLicense: z.literal("CC0-1.0"),
  SPDXID: z.literal("SPDXRef-DOCUMENT"),
  name: line,
  documentNamespace: webAddress.refine((text) => !text.includes("#")),
  creationInfo: z.strictObject({
    created: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    creators: z.array(z.string().regex(/^(?:Tool|Person|Organization): \S/)).min(1),
    comment: z.string(),
  }),
  packages: z.array(spdxPackage).min(1),
  hasExtractedLicensingInfos: z
    .array(
      z.strictObject({
        licenseId: z.string().regex(/^LicenseRef-[A-Za-z0-9.-]+$/),
        extractedText: z.string().min(1),
        name: z.string(),
      }),
    )
    .optional(),
  relationships: z.array(
    z.strictObject({
      spdxElementId: id,
      relationshipType: z.enum(["DESCRIBES", "CONTAINS", "DEPENDS_ON"]),
      relatedSpdxElement: z.union([id, unknown]),
      comment: z.string().optional(),
    }),
  ),
});

export type CheckedSpdx = z.infer<typeof spdxDocument>;

/** Reads a document and checks what no schema says: that identifiers are unique, and everything that is named is there. */
export function checkedSpdx(value: unknown): CheckedSpdx {
  const document = spdxDocument.parse(value);
  const elements = [document.SPDXID, ...document.packages.map(({ SPDXID }) => SPDXID)];
  const problems = elements
    .filter((one, index) => elements.indexOf(one) !== index)
    .map((one) => `${one} is there twice`);
  for (const { spdxElementId, relatedSpdxElement } of document.relationships) {
    for (const one of [spdxElementId, relatedSpdxElement]) {
      if (one !== "NOASSERTION" && !elements.includes(one)) problems.push(`there is no ${one}`);
    }
  }
  const described = document.relationships.filter(({ relationshipType }) => relationshipType === "DESCRIBES");
  if (described.length !== 1 || described[0]?.spdxElementId !== document.SPDXID) problems.push("describes nothing");
  const explained = (document.hasExtractedLicensingInfos ?? []).map(({ licenseId }) => licenseId);
  for (const { licenseDeclared } of document.packages) {
    if (licenseDeclared === "NOASSERTION") continue;
    parse(licenseDeclared);
    for (const [ref] of licenseDeclared.matchAll(/LicenseRef-[\w.-]+/g)) {
      if (!explained.includes(ref)) problems.push(`what license is "${ref}"?`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return document;
}
