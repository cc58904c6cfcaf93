import { lockFileName } from "../context/lock-file.ts";
import type { Session } from "../context/session.ts";
import { imageResult, type Result } from "../engine/result.ts";
import type { LockFile, PackageSetPin } from "../packages/lock/lock-file.ts";
import { makeLock } from "../packages/lock/make-lock.ts";
import type { BuiltImage } from "./build-image.ts";
import { changeMessage } from "./lock-images.ts";

/** What the client gets. With `--build-arg DECL_LOCK=update` it is told how the lock file would change. */
export function buildResult(
  { request }: Session,
  built: readonly BuiltImage[],
  { before, pin }: { readonly before: () => LockFile | undefined; readonly pin?: PackageSetPin | undefined },
): Result {
  const images = built.map(({ image }) => image);
  const { multiPlatform, settings } = request;
  if (settings.lock !== "update") return imageResult(images, { multiPlatform });
  const fresh = makeLock(
    built.map(({ locked }) => locked),
    pin,
  );
  const message = changeMessage(lockFileName(request), before(), fresh);
  return imageResult(images, { multiPlatform, metadata: { "frontend.result.inlinemessage": message } });
}
