import type { Session } from "../context/session.ts";
import type { Result } from "../engine/result.ts";
import { reportWarnings } from "../engine/warnings.ts";
import { buildImage } from "./build-image.ts";
import { buildResult } from "./build-result.ts";
import { checkImages } from "./check-images.ts";
import { lockToFollow, openDeclaration } from "./open-declaration.ts";
import { readPackagesAhead } from "./read-packages-ahead.ts";
import { warnOfMissingLock } from "./warn-of-missing-lock.ts";
import { lockTarget, writeLock } from "./write-lock.ts";

/** One build, from what the client asked for to the result: each stage takes what the one before made. Throws a DeclError. */
export async function build(session: Session): Promise<Result> {
  await readPackagesAhead(session);
  const opened = await openDeclaration(session);
  const target = lockTarget(session.request, opened.declaration);
  if (target !== undefined) return writeLock(session, opened.declaration, target, opened.lock());

  const lock = lockToFollow(opened, session.request);
  const { images, warnings, pin } = await checkImages(session, opened.declaration, lock);
  const reported = reportWarnings(session, [...warnings, ...warnOfMissingLock(session, images, lock)], opened.vertex);
  reported.catch(() => undefined); // it is waited for at the end

  const built = [];
  for (const image of images) built.push(await buildImage(session, image, lock));
  await reported;
  await reportWarnings(
    session,
    built.flatMap((image) => image.warnings),
    opened.vertex,
  );
  return buildResult(session, built, { before: opened.lock, pin });
}
