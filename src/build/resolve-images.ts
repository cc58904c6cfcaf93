import { lockCommand } from "../context/lock-file.ts";
import type { BuildRequest } from "../context/request.ts";
import type { Session } from "../context/session.ts";
import { addContextPackages, type ContextPackages } from "../packages/context-packages.ts";
import { openPackageSets } from "../packages/package-sets.ts";
import { allNames } from "../plan/packages.ts";
import type { LookedUp } from "./ask-nixos.ts";
import type { EvaluatedImage } from "./evaluate-images.ts";
import { type Locking, type NamedImage, type NamedImages, packageSetKey, resolveNames } from "./resolve-names.ts";

/** The image for one platform, as far as it is known before anything is downloaded. */
export type CheckedImage = NamedImage<ContextPackages>;

export type ResolvedImages = NamedImages<ContextPackages>;

/**
 * Finds the packages of all images: in the lock, else in the package set, which is asked once. `files` says whether to make
 * store paths of files of build contexts, which a lock file has no use for; `lookedUp` is what is known already. Throws a DeclError.
 */
export function resolveImages(
  session: Session,
  images: readonly EvaluatedImage[],
  locking: Locking | undefined,
  files: "add" | "leave-out",
  lookedUp?: LookedUp,
): Promise<ResolvedImages> {
  return resolveNames(
    {
      openSets: async (configuration, names, optional) => {
        const known = lookedUp?.get(packageSetKey(configuration));
        const isKnown = [...names].every(([system, some]) => {
          const asked = known?.names.get(system);
          return [...some].every((name) => asked?.has(name) === true);
        });
        return known !== undefined && isKnown ? known.sets : openPackageSets(session, configuration, names, optional);
      },
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
