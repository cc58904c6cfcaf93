import type { Gateway } from "../gateway/client.ts";
import { addContextPackages, type ContextPackages } from "../gateway/context-packages.ts";
import { lockCommand } from "../gateway/lock-file.ts";
import { openPackageSets } from "../gateway/package-sets.ts";
import { mentionedIn } from "../plan/image-content.ts";
import type { BuildRequest } from "../request/request.ts";
import type { EvaluatedImage } from "./evaluate-images.ts";
import { type Locking, type NamedImage, type NamedImages, resolveNames } from "./resolve-names.ts";

/** The image for one platform, as far as it is known before anything is downloaded. */
export type CheckedImage = NamedImage<ContextPackages>;

export type ResolvedImages = NamedImages<ContextPackages>;

/**
 * Finds the packages of all images: in the lock, else in the package set, which is asked once. `files` says whether to make
 * store paths of files of build contexts, which a lock file has no use for. Throws a DeclError.
 */
export function resolveImages(
  gateway: Gateway,
  request: BuildRequest,
  images: readonly EvaluatedImage[],
  locking: Locking | undefined,
  files: "add" | "leave-out",
): Promise<ResolvedImages> {
  return resolveNames(
    {
      openSets: (...asked) => openPackageSets(gateway, request, ...asked),
      addFiles: ({ content, platform }, placeOf) => {
        const names = files === "add" ? mentionedIn(content) : [];
        return addContextPackages(gateway, request, names, platform, placeOf);
      },
    },
    images,
    locking,
    gapHint(request),
  );
}

function gapHint(request: BuildRequest): string {
  return `write it again: ${lockCommand(request)}; or build without it: --build-arg DECL_LOCK=ignore (or update)`;
}
