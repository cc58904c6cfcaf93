import { openBase } from "../context/base-image.ts";
import { openContents } from "../context/contents.ts";
import type { Session } from "../context/session.ts";
import type { PlatformImage } from "../engine/result.ts";
import { scratch } from "../llb/vertex.ts";
import type { Closure } from "../nix/closure.ts";
import { openCaches } from "../packages/caches.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import type { LockedImage } from "../packages/lock/make-lock.ts";
import { solveClosure } from "../packages/solve-closure.ts";
import { onBuildWarnings } from "../plan/base-image.ts";
import { certificateWarnings } from "../plan/certificates.ts";
import { mapTexts } from "../plan/image-content.ts";
import { planImage } from "../plan/image-plan.ts";
import { packagesIn } from "../plan/packages.ts";
import { imageSbom } from "../plan/sbom/image-sbom.ts";
import { runChecks } from "../steps/check/run-checks.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { imageGraph } from "../steps/image-graph.ts";
import { requireShell } from "../steps/run/shell.ts";
import type { NarSources } from "../steps/unpack/nar-source.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { attestSbom } from "./attest-sbom.ts";
import { explainClosure, findClosure } from "./find-closure.ts";
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
  { platform, configuration, content, packages, files }: CheckedImage,
  lock: LockFile | undefined,
): Promise<BuiltImage> {
  const { engine, request } = session;
  const { config, placeOf, records } = configuration;
  const caches = openCaches(session, configuration);
  const base =
    config.image.from === null
      ? undefined
      : await openBase(session, platform, {
          name: config.image.from,
          place: placeOf(["image", "from"]),
          bundles: content.tls.files.map(({ path }) => path),
        });
  const items = mapTexts(content.contents, packages.resolveText);
  const placeOfItem = (index: number) => placeOf(["image", "contents", `${index}`]);
  const contents = await openContents(session, items, platform, placeOfItem);

  const helper = await helperPlace(session);
  const mergeOp = (await engine.capabilities).supports("mergeop");
  const graphOf = async (closure: Closure, nars: NarSources) => {
    const plan = planImage({
      platform,
      content,
      packages,
      closure,
      labels: request.labels,
      created: request.sourceDateEpoch,
      folders: contents.map(({ isFolder }) => isFolder),
      ...(base === undefined ? {} : { base: base.plan }),
      placeOf,
    });
    const graph = imageGraph({
      plan,
      nars,
      base: base?.state ?? scratch,
      added: new Map(Array.from(files.values(), ({ path, tree }) => [path.path, tree])),
      contents,
      mergeOp,
      ...helper,
    });
    if (plan.run !== undefined) await requireShell(session, graph.beforeRun, plan.run.place);
    return { ...graph, plan };
  };
  try {
    const { tree, closure, graph, warnings } = await solveClosure(session, {
      caches,
      buildPlatform: helper.buildPlatform,
      find: (failures) => findClosure(packages, caches, { lock, failures, ...(base && { base: base.plan }) }),
      graph: graphOf,
    });
    const { plan } = graph;
    const notes = await runChecks(session, { plan, image: graph.state, records, ...helper });
    const copied = items.map((item, index) => ({ ...item, origin: contents[index]?.origin }));
    const attestations = request.sbom ? await attestSbom(session, imageSbom({ plan, packages, contents: copied })) : [];
    const image = {
      platform,
      ref: await tree.ref(),
      config: JSON.stringify(plan.config),
      ...(base?.configJson === undefined ? {} : { baseConfig: base.configJson }),
      annotations: plan.annotations,
      attestations,
    };
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
