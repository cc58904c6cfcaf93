import type { Session } from "../context/session.ts";
import type { Closure } from "../nix/closure.ts";
import { type BaseImage, onBuildWarnings } from "../plan/base-image.ts";
import { certificateWarnings } from "../plan/certificates.ts";
import type { Packages } from "../plan/packages.ts";
import type { Diagnostic, Place } from "../text/diagnostic.ts";
import { type FinishedImage, foreignProgramWarnings } from "./foreign-programs.ts";

interface WarnedImage extends FinishedImage {
  readonly closure: Closure;
  readonly packages: Packages;
  readonly base: BaseImage | undefined;
  /** Where `image.from` was written. */
  readonly fromPlace: Place | undefined;
}

/** What may be wrong with an image that could be made. */
export async function imageWarnings(session: Session, image: WarnedImage): Promise<Diagnostic[]> {
  return [
    ...onBuildWarnings(image.base, image.fromPlace),
    ...certificateWarnings(image.packages, image.closure, image.base),
    ...(await foreignProgramWarnings(session, image)),
  ];
}
