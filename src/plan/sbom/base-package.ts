import { fullReference } from "../../value/image-reference.ts";
import type { BaseImage, ImageOrigin } from "../base-image.ts";
import { type SpdxIds, type SpdxPackage, unknownPackage } from "./spdx-document.ts";

/** What the image starts from: an image, or a plain folder. */
export function basePackage({ reference, origin }: BaseImage, ids: SpdxIds): SpdxPackage {
  return {
    ...unknownPackage(ids.of("base"), reference),
    ...(origin === undefined ? {} : identity(origin)),
    sourceInfo: "what the image starts from (image.from)",
  };
}

function identity({ digest, reference }: ImageOrigin) {
  const url = reference === undefined ? undefined : imageUrl(reference, digest);
  return {
    versionInfo: digest,
    primaryPackagePurpose: "CONTAINER",
    checksums: [{ algorithm: "SHA256", checksumValue: digest.slice("sha256:".length) }],
    ...(url === undefined
      ? {}
      : { externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: url }] }),
  } as const satisfies Partial<SpdxPackage>;
}

/** The package URL of an image (purl-spec: types/oci). */
function imageUrl(reference: string, digest: string): string | undefined {
  const full = fullReference(reference)?.replace(/@.*$/s, "");
  const [, repository = "", tag] = /^(.+?)(?::([^/:]+))?$/.exec(full ?? "") ?? [];
  const name = repository.slice(repository.lastIndexOf("/") + 1);
  if (name === "") return undefined;
  const more = tag === undefined ? "" : `&tag=${encodeURIComponent(tag)}`;
  return `pkg:oci/${name}@${encodeURIComponent(digest)}?repository_url=${encodeURIComponent(repository)}${more}`;
}
