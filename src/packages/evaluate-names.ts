import type { Session } from "../context/session.ts";
import type { Output } from "../llb/vertex.ts";
import type { Closure } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";
import type { Configuration } from "../options/configuration.ts";
import type { Derivations } from "../steps/evaluate/answers.ts";
import { EVALUATION_PLACES, evaluationGraph, packageSetPlace } from "../steps/evaluate/step.ts";
import { RESULT } from "../steps/helper/result.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { at } from "../text/diagnostic.ts";
import { openCaches } from "./caches.ts";
import { walkClosure } from "./closure-walk.ts";
import { readDerivations, readEvaluation } from "./evaluation.ts";
import { findNixClosure } from "./find-nix.ts";
import { type NamesBySystem, type NixAnswer, namesToEvaluate } from "./name-lookup.ts";
import { NAME_TABLE } from "./name-table.ts";
import { contextTrees } from "./nixos/context-trees.ts";
import { type NixosQuestions, nixosToEvaluate } from "./nixos/nixos-question.ts";
import { overlayFiles, overlayPath } from "./overlay-files.ts";
import { solveClosure } from "./solve-closure.ts";
import { brokenArchive } from "./sources/archive.ts";
import type { PackageSetSource } from "./sources/package-set-source.ts";

interface NamesToEvaluate {
  readonly source: PackageSetSource;
  readonly names: NamesBySystem;
  /** The Nix that looks them up. */
  readonly nix: StorePath;
  /** Whether Nix has to evaluate the names even if the archive has a name table. */
  readonly mustEvaluate: boolean;
  readonly nixos?: NixosQuestions | undefined;
}

/** Has Nix look names up, in one step for all systems. Throws a DeclError if that fails. */
export async function evaluateNames(
  session: Session,
  configuration: Configuration,
  asked: NamesToEvaluate,
): Promise<NixAnswer> {
  const { tree } = await askNix(session, configuration, asked, "packages");
  const evaluation = readEvaluation((await tree.readFile(RESULT)).toString("utf8"));
  checkArchive(configuration, asked.source, evaluation);
  return { evaluation, nix: asked.nix.path };
}

/** The derivations of names, from an evaluation. */
export interface EvaluatedDerivations {
  readonly answer: Derivations;
  /** The tree that has the answer's sources below /nix/store. */
  readonly sources: Output;
  /** The Nix that was asked, which can build them. */
  readonly nix: { readonly path: StorePath; readonly closure: Closure; readonly tree: Output };
}

/** Has Nix evaluate the derivations of names, in one step for all systems. Throws a DeclError if that fails. */
export async function evaluateDerivations(
  session: Session,
  configuration: Configuration,
  asked: Omit<NamesToEvaluate, "mustEvaluate">,
): Promise<EvaluatedDerivations> {
  const { tree, graph, closure } = await askNix(
    session,
    configuration,
    { ...asked, mustEvaluate: true },
    "derivations",
  );
  const answer = readDerivations((await tree.readFile(RESULT)).toString("utf8"));
  checkArchive(configuration, asked.source, answer);
  return { answer, sources: graph.state, nix: { path: asked.nix, closure, tree: graph.store } };
}

function checkArchive(
  { placeOf }: Configuration,
  { label }: PackageSetSource,
  { archiveFault }: { readonly archiveFault?: string | undefined },
): void {
  if (archiveFault !== undefined) throw brokenArchive(label, archiveFault, at(placeOf(["nixpkgs", "source"])));
}

async function askNix(
  session: Session,
  configuration: Configuration,
  { source, names, nix, nixos, mustEvaluate }: NamesToEvaluate,
  what: "packages" | "derivations",
) {
  const helper = await helperPlace(session);
  const caches = openCaches(session, configuration);
  const { expressions, systems } = namesToEvaluate(names, EVALUATION_PLACES.request);
  const { config, overlays } = configuration.config.nixpkgs;
  const asked = nixos && nixosToEvaluate(nixos, EVALUATION_PLACES.request);
  const contexts = nixos && (await contextTrees(session, nixos));
  const overlayTree = overlays.length === 0 ? undefined : overlayFiles(session, overlays);
  return solveClosure(session, {
    caches,
    buildPlatform: helper.buildPlatform,
    find: (failures) => findNixClosure(nix, () => walkClosure([nix], caches.all, failures)),
    graph: (closure, nars) =>
      evaluationGraph({
        request: {
          packageSet: packageSetPlace(source.files),
          config,
          overlays: overlays.map((overlay) => `${EVALUATION_PLACES.overlays}/${overlayPath(overlay)}`),
          systems: { ...Object.fromEntries(Array.from(nixos?.keys() ?? [], (system) => [system, {}])), ...systems },
          ...(asked && { nixos: asked.nixos }),
        },
        expressions: new Map([...expressions, ...(asked?.files ?? [])]),
        ...(contexts && { contexts }),
        packageSet: source.files,
        nameTable: mustEvaluate ? undefined : NAME_TABLE,
        derivations: what === "derivations",
        ...(overlayTree && { overlays: overlayTree }),
        nix,
        closure,
        nars,
        ...helper,
      }),
  });
}
