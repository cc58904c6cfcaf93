import { compareStorePaths, STORE_DIR, type StorePath } from "../../nix/store-path.ts";
import { platformId } from "../../value/platform.ts";
import type { ImageOrigin } from "../base-image.ts";
import { sourceText } from "../contents.ts";
import type { ContentItem } from "../image-content.ts";
import type { ImagePlan } from "../image-plan.ts";
import type { Packages } from "../packages.ts";
import { basePackage } from "./base-package.ts";
import type { OtherLicense } from "./license.ts";
import {
  DOCUMENT_ID,
  type SpdxDocument,
  type SpdxId,
  SpdxIds,
  type SpdxPackage,
  type SpdxRelationship,
  unknownPackage,
  withNamespace,
} from "./spdx-document.ts";
import { entriesByPath, pathPackage, storePackage } from "./store-package.ts";

export interface SbomInput {
  readonly plan: ImagePlan;
  readonly packages: Packages;
  /** `image.contents` as it is declared, and the images that it is from. */
  readonly contents: readonly (Pick<ContentItem, "source" | "target"> & {
    readonly origin: ImageOrigin | undefined;
  })[];
}

const COMMENT =
  "Packages in /nix/store are named by their path; their checksums are those of their NAR archives. " +
  "Versions come from the package set, else from the name of the derivation; licenses are known of packages that the declaration names.";

/**
 * The SBOM of an image: a package for the image, for every store path in it, for what it starts from and for what is copied
 * into it. Says what is not known as NOASSERTION. The same plan gives the same document.
 */
export function imageSbom({ plan, packages, contents }: SbomInput): SpdxDocument {
  const ids = new SpdxIds();
  const image = imagePackage(plan, ids.of("image"));
  const entries = plan.layers
    .flatMap(({ paths }) => paths.map(({ entry }) => entry))
    .sort((a, b) => compareByName(a.path, b.path));
  const made = plan.added.flatMap(({ paths }) => paths);
  const built = made.filter((one) => one.deriver !== undefined).sort((a, b) => compareByName(a.path, b.path));
  const known = entriesByPath(packages);
  const licenses = new Map<string, OtherLicense>();
  const inStore = entries.map((entry) => storePackage(entry, known.get(entry.path.path), ids, licenses));
  const added = [
    ...built.map((one) => ({
      ...storePackage(one, known.get(one.path.path), ids, licenses),
      sourceInfo: `built with the image, from ${STORE_DIR}/${one.deriver}`,
    })),
    ...made
      .filter((one) => one.deriver === undefined)
      .map((one) => ({ ...pathPackage(one, ids), sourceInfo: `made of ${one.subject}` })),
  ];
  const base = plan.base === undefined || plan.base.reference === "scratch" ? [] : [basePackage(plan.base, ids)];
  const copied = contents.map(({ source, target, origin }, index): SpdxPackage => {
    const digest = origin === undefined ? "" : ` (${origin.digest})`;
    const sourceInfo = `copied from ${sourceText(source)}${digest} to ${target}`;
    return { ...unknownPackage(ids.of(`contents-${index + 1}`), sourceText(source)), sourceInfo };
  });
  const contained = [...base, ...inStore, ...added, ...copied];
  const relationships: SpdxRelationship[] = [
    { spdxElementId: DOCUMENT_ID, relationshipType: "DESCRIBES", relatedSpdxElement: image.SPDXID },
    ...contained.map(({ SPDXID }) => contains(image.SPDXID, SPDXID)),
    ...[...base, ...copied].map(({ SPDXID, name }) =>
      contains(SPDXID, "NOASSERTION", `what is in ${name} is not listed here`),
    ),
    ...(plan.run === undefined ? [] : [contains(image.SPDXID, "NOASSERTION", "image.run may have made any files")]),
    ...[...entries, ...built].flatMap(({ path, references }) =>
      references.flatMap((reference): SpdxRelationship[] => {
        if (reference.path === path.path) return [];
        const [from, to] = [ids.of(path.base), ids.of(reference.base)];
        return [{ spdxElementId: from, relationshipType: "DEPENDS_ON", relatedSpdxElement: to }];
      }),
    ),
  ];
  return withNamespace({
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: DOCUMENT_ID,
    name: image.name,
    creationInfo: { created: plan.config.created, creators: ["Tool: decl"], comment: COMMENT },
    packages: [image, ...contained],
    ...(licenses.size === 0 ? {} : { hasExtractedLicensingInfos: sortedLicenses(licenses) }),
    relationships,
  });
}

function imagePackage({ annotations, platform }: ImagePlan, SPDXID: SpdxId): SpdxPackage {
  const name = annotations["org.opencontainers.image.title"] ?? "image";
  const reference = annotations["org.opencontainers.image.ref.name"] ?? "";
  const tag = reference.startsWith(`${name}:`) ? reference.slice(name.length + 1) : undefined;
  return {
    ...unknownPackage(SPDXID, name),
    versionInfo: tag,
    primaryPackagePurpose: "CONTAINER",
    comment: `For ${platformId(platform)}. Files that decl makes for it (/etc, links, the init) are not listed.`,
  };
}

function contains(spdxElementId: SpdxId, relatedSpdxElement: SpdxId | "NOASSERTION", comment?: string) {
  const relationship = { spdxElementId, relationshipType: "CONTAINS", relatedSpdxElement } as const;
  return comment === undefined ? relationship : { ...relationship, comment };
}

const sortedLicenses = (licenses: ReadonlyMap<string, OtherLicense>): OtherLicense[] =>
  [...licenses.values()].sort((a, b) => (a.licenseId < b.licenseId ? -1 : 1));

/** People look for names. */
function compareByName(a: StorePath, b: StorePath): number {
  return a.name === b.name ? compareStorePaths(a, b) : a.name < b.name ? -1 : 1;
}
