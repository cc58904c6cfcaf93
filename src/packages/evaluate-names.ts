import type { Session } from "../context/session.ts";
import type { StorePath } from "../nix/store-path.ts";
import type { Configuration } from "../options/configuration.ts";
import { EVALUATION_PLACES, evaluationGraph, packageSetPlace } from "../steps/evaluate/step.ts";
import { RESULT } from "../steps/helper/result.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { at } from "../text/diagnostic.ts";
import { openCaches } from "./caches.ts";
import { walkClosure } from "./closure-walk.ts";
import { readEvaluation } from "./evaluation.ts";
import { findNixClosure } from "./find-nix.ts";
import { type NamesBySystem, type NixAnswer, namesToEvaluate } from "./name-lookup.ts";
import { NAME_TABLE } from "./name-table.ts";
import { overlayFiles, overlayPath } from "./overlay-files.ts";
import { solveClosure } from "./solve-closure.ts";
import { brokenArchive } from "./sources/archive.ts";
import type { PackageSetSource } from "./sources/package-set-source.ts";

interface NamesToEvaluate {
  readonly source: PackageSetSource;
  readonly names: NamesBySystem;
  /** The Nix that looks them up. */
  readonly nix: StorePath;
  /** Whether Nix has to, though an archive may turn out to have a name table. */
  readonly mustEvaluate: boolean;
}

/** Has Nix look names up, in one step for all systems. Throws a DeclError where it cannot. */
export async function evaluateNames(
  session: Session,
  configuration: Configuration,
  { source, names, nix, mustEvaluate }: NamesToEvaluate,
): Promise<NixAnswer> {
  const helper = await helperPlace(session);
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
          packageSet: packageSetPlace(source.files),
          config,
          overlays: overlays.map((overlay) => `${EVALUATION_PLACES.overlays}/${overlayPath(overlay)}`),
          systems,
        },
        expressions,
        packageSet: source.files,
        nameTable: mustEvaluate ? undefined : NAME_TABLE,
        ...(overlayTree && { overlays: overlayTree }),
        nix,
        closure,
        nars,
        ...helper,
      }),
  });
  const evaluation = readEvaluation((await tree.readFile(RESULT)).toString("utf8"));
  if (evaluation.archiveFault !== undefined) {
    throw brokenArchive(source.label, evaluation.archiveFault, at(configuration.placeOf(["nixpkgs", "source"])));
  }
  return { evaluation, nix: nix.path };
}
