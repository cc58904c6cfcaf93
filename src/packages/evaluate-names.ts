import { dirname } from "node:path/posix";
import { folderSource } from "../context/build-context.ts";
import type { Session } from "../context/session.ts";
import { copy, file } from "../llb/file.ts";
import { type Output, scratch } from "../llb/vertex.ts";
import type { Configuration } from "../options/configuration.ts";
import { EVALUATION_PLACES, evaluationGraph } from "../steps/evaluate/step.ts";
import { RESULT } from "../steps/helper/result.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { parsePlatform, platformId } from "../value/platform.ts";
import { openCaches } from "./caches.ts";
import { walkClosure } from "./closure-walk.ts";
import { evaluatedPackages, readEvaluation } from "./evaluation.ts";
import { findNix, findNixClosure } from "./find-nix.ts";
import { evaluatedPin, type NamesBySystem, namesToEvaluate, type PackageSets, unusableSet } from "./name-lookup.ts";
import { solveClosure } from "./solve-closure.ts";
import type { PackageSetSource } from "./sources/package-set-source.ts";

/** Has Nix look names up, in one step for all systems. Throws a DeclError where it cannot. */
export async function evaluateNames(
  session: Session,
  configuration: Configuration,
  { source, names, table }: { source: PackageSetSource; names: NamesBySystem; table?: string },
): Promise<PackageSets> {
  const helper = await helperPlace(session);
  const { system } = parsePlatform(platformId(helper.buildPlatform));
  const nix = await findNix(session, configuration, { source, system, table });
  const caches = openCaches(session, configuration);
  const { expressions, systems } = namesToEvaluate(names, EVALUATION_PLACES.request);
  const { config, overlays } = configuration.config.nixpkgs;
  const overlayTree = overlays.length === 0 ? undefined : overlayFiles(session, overlays);
  const { tree } = await solveClosure(session, {
    caches,
    buildPlatform: helper.buildPlatform,
    find: (failures) => findNixClosure(nix, () => walkClosure([nix], caches.all, failures)),
    graph: (closure, nars) =>
      evaluationGraph({
        request: {
          packageSet: EVALUATION_PLACES.packageSet,
          config,
          overlays: overlays.map((overlay) => `${EVALUATION_PLACES.overlays}/${overlay.replace(/^\.\//, "")}`),
          systems,
        },
        expressions,
        packageSet: source.files,
        ...(overlayTree && { overlays: overlayTree }),
        nix,
        closure,
        nars,
        ...helper,
      }),
  });
  const evaluation = readEvaluation((await tree.readFile(RESULT)).toString("utf8"));
  if (evaluation.error !== undefined) throw unusableSet(source, evaluation.error);
  return {
    pin: evaluatedPin(source.pin, evaluation, nix.path),
    ofSystem: (target) => evaluatedPackages(evaluation, target),
  };
}

/** An overlay may import what lies beside it. */
function overlayFiles(session: Session, overlays: readonly string[]): Output {
  const folders = new Set(overlays.map((overlay) => dirname(overlay.replace(/^\.\//, ""))));
  const patterns = [...folders].map((folder) => (folder === "." ? "*.nix" : `${folder}/**`)).sort();
  const name = "[nix] load overlays";
  const { files } = session.buildContext;
  // What else there is must not make Nix look names up again.
  if (files.kind === "tree") return file(scratch, [copy(files.tree, "/", "/", { include: patterns })], { name });
  return folderSource(session, files, { includePatterns: patterns, sharedKeyHint: "context-overlays", name });
}
