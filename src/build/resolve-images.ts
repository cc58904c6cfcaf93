import { lockCommand } from "../context/lock-file.ts";
import type { BuildRequest } from "../context/request.ts";
import type { Session } from "../context/session.ts";
import { addContextPackages, type ContextPackages } from "../packages/context-packages.ts";
import { openPackageSets } from "../packages/package-sets.ts";
import { allNames } from "../plan/packages.ts";
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
  session: Session,
  images: readonly EvaluatedImage[],
  locking: Locking | undefined,
  files: "add" | "leave-out",
): Promise<ResolvedImages> {
  return resolveNames(
    {
      openSets: (...asked) => openPackageSets(session, ...asked),
      addFiles: ({ content, platform }, placeOf) => {
        const names = files === "add" ? [...allNames(content).keys()] : [];
        return addContextPackages(session, names, platform, placeOf);
      },
    },
    images,
    locking,
    gapHint(session.request),
  );
}

function gapHint(request: BuildRequest): string {
  return `write it again: ${lockCommand(request)}; or build without it: --build-arg DECL_LOCK=ignore (or update)`;
}
