import { lockCommand, lockFileName } from "../context/lock-file.ts";
import type { Session } from "../context/session.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { mentionedNames } from "../plan/packages.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { CheckedImage } from "./resolve-images.ts";

/** One warning where nothing says that the next build takes the same packages. */
export function warnOfMissingLock(
  { request, buildContext }: Session,
  images: readonly CheckedImage[],
  lock: LockFile | undefined,
): Diagnostic[] {
  if (lock !== undefined || request.settings.lock !== "use") return [];
  if (!images.some(({ content }) => mentionedNames(content).length > 0)) return [];
  return [
    {
      code: "unlocked",
      severity: "warning",
      message: `no ${lockFileName(request)} pins the packages, so a later build may get others`,
      hint: buildContext.isAlone
        ? "a lock file lies beside the build file: build from a folder, an archive or a repository"
        : `write it: ${lockCommand(request)}`,
    },
  ];
}
