import type { Session } from "../context/session.ts";
import type { PlatformImage } from "../engine/result.ts";
import { scratch } from "../llb/vertex.ts";
import type { Closure } from "../nix/closure.ts";
import { findWithBuilds } from "../packages/builds/build-missing.ts";
import type { MadeTable } from "../packages/builds/run-builds.ts";
import { openCaches } from "../packages/caches.ts";
import type { DownloadFailures } from "../packages/download-failures.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import type { LockedImage } from "../packages/lock/make-lock.ts";
import { solveClosure } from "../packages/solve-closure.ts";
import { onBuildWarnings } from "../plan/base-image.ts";
import { certificateWarnings } from "../plan/certificates.ts";
import { planImage } from "../plan/image-plan.ts";
import { packagesIn } from "../plan/packages.ts";
import { runChecks } from "../steps/check/run-checks.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { imageGraph } from "../steps/image-graph.ts";
import { requireShell } from "../steps/run/shell.ts";
import type { NarSources } from "../steps/unpack/nar-source.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { explainClosure, findClosure } from "./find-closure.ts";
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
  const { engine, request } = session;
  const { platform, configuration, content, packages, files } = checked;
  const { placeOf, records } = configuration;
  const caches = openCaches(session, configuration);
  const sources = await openSources(session, checked);
  const { base, contents } = sources;
  const helper = await helperPlace(session);
  const mergeOp = (await engine.capabilities).supports("mergeop");
  const graphOf = async (closure: Closure, nars: NarSources, made: MadeTable) => {
    const plan = planImage({
      platform,
      content,
      packages,
      closure,
      labels: request.labels,
      created: request.sourceDateEpoch,
      folders: contents.map(({ isFolder }) => isFolder),
      base: base?.plan,
      placeOf,
    });
    const graph = imageGraph({
      plan,
      nars,
      base: base?.state ?? scratch,
      added: new Map([
        ...Array.from(files.values(), ({ path, tree }) => [path.path, tree] as const),
        ...Array.from(made, ([path, { tree }]) => [path, tree] as const),
      ]),
      contents,
      mergeOp,
      ...helper,
    });
    if (plan.run !== undefined) await requireShell(session, graph.beforeRun, plan.run.place);
    return { ...graph, plan };
  };
  const find = (made: MadeTable, failures?: DownloadFailures) =>
    findClosure(packages, caches, { lock, made, ...(failures && { failures }), ...(base && { base: base.plan }) });
  try {
    const found = await findWithBuilds(session, checked, find);
    const { tree, closure, graph, warnings } = await solveClosure(session, {
      caches,
      buildPlatform: helper.buildPlatform,
      known: found.closure,
      find: (failures) => find(found.made, failures),
      graph: (closure, nars) => graphOf(closure, nars, found.made),
    });
    const { plan } = graph;
    const notes = await runChecks(session, { plan, image: graph.state, records, ...helper });
    const image = await platformImage(session, tree, { plan, packages }, sources);
    const locked = { system: platform.system, packages: packagesIn(packages, closure), closure };
    const doubts = [
      ...onBuildWarnings(base?.plan, placeOf(["image", "from"])),
      ...certificateWarnings(packages, closure, base?.plan),
    ];
    return { image, warnings: [...warnings, ...notes, ...doubts], locked };
  } catch (error) {
    throw explainClosure(error, packages);
  }
}
