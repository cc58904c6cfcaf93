import type { Session } from "../context/session.ts";
import { openState } from "../context/tree.ts";
import type { PlatformImage } from "../engine/result.ts";
import { findWithBuilds } from "../packages/builds/find-with-builds.ts";
import { engineMaker } from "../packages/builds/makers.ts";
import { openCaches } from "../packages/caches.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import type { LockedImage } from "../packages/lock/make-lock.ts";
import { type FindOptions, pathsOfCaches, pathsOfLock } from "../packages/path-source.ts";
import { solveClosure } from "../packages/solve-closure.ts";
import { runChecks } from "../steps/check/run-checks.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { imageTree } from "../steps/image-tree.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { explainClosure, findClosure } from "./find-closure.ts";
import { imageGraphOf } from "./image-graph-of.ts";
import { imageWarnings } from "./image-warnings.ts";
import { lockedImage } from "./lock-images.ts";
import { openSources } from "./open-sources.ts";
import { platformImage } from "./platform-image.ts";
import type { CheckedImage } from "./resolve-images.ts";

/** The image for one platform, made. */
export interface BuiltImage {
  readonly image: PlatformImage;
  readonly warnings: readonly Diagnostic[];
  /** What a lock file says of it. */
  readonly locked: LockedImage;
}

/** Finds everything that an image needs, plans it, has the engine make it and checks it. Throws a DeclError. */
export async function buildImage(
  session: Session,
  checked: CheckedImage,
  lock: LockFile | undefined,
): Promise<BuiltImage> {
  const { platform, configuration, packages, files } = checked;
  const { placeOf, records } = configuration;
  const caches = openCaches(session, configuration);
  const sources = await openSources(session, checked);
  const { base } = sources;
  const helper = await helperPlace(session);
  const source = lock === undefined ? pathsOfCaches(caches) : pathsOfLock(lock, caches);
  const find = (options: FindOptions) => findClosure(packages, source, { ...options, base: base?.plan });
  try {
    const { made, builds, ...found } = await findWithBuilds(
      session,
      checked,
      source,
      (made) => find({ made }),
      engineMaker(files),
    );
    const { tree, closure, graph, warnings } = await solveClosure(session, {
      caches,
      buildPlatform: helper.buildPlatform,
      known: found.closure,
      find: (failures) => find({ made, failures }),
      graph: (closure, nars) => imageGraphOf(session, checked, { sources, closure, nars, made }),
    });
    const { plan } = graph;
    const imageFiles = imageTree((part) => openState(session, part), graph.files);
    const notes = await runChecks(session, { plan, files: graph.files, records, ...helper });
    const image = await platformImage(session, tree, { plan, packages }, sources);
    const locked = await lockedImage({ system: platform.system, packages, closure, builds, made }, source);
    const origin = { base: base?.plan, fromPlace: placeOf(["image", "from"]) };
    const doubts = await imageWarnings(session, { ...graph, ...origin, packages, closure, made, tree: imageFiles });
    return { image, warnings: [...warnings, ...notes, ...doubts], locked };
  } catch (error) {
    throw explainClosure(error, packages);
  }
}
