import { dirname } from "node:path/posix";
import { folderSource } from "../context/build-context.ts";
import type { BuildRequest } from "../context/request.ts";
import type { Session } from "../context/session.ts";
import { copy, file } from "../llb/file.ts";
import { type Output, scratch } from "../llb/vertex.ts";
import { ClosureError } from "../nix/closure.ts";
import { FormatError } from "../nix/format-error.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import type { Configuration } from "../options/configuration.ts";
import { EVALUATION_PLACES, evaluationGraph } from "../steps/evaluate/step.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { at, DeclError } from "../text/diagnostic.ts";
import { parsePlatform, platformId } from "../value/platform.ts";
import { openCaches } from "./caches.ts";
import { walkClosure } from "./closure-walk.ts";
import { evaluatedPackages, readEvaluation } from "./evaluation.ts";
import { FALLBACK_NIX, parseFallbackNix } from "./fallback-nix.ts";
import {
  evaluatedPin,
  inTable,
  lookUpBeside,
  type NamesBySystem,
  namesToEvaluate,
  needsNix,
  type PackageSets,
  tableSets,
  unusableSet,
} from "./name-lookup.ts";
import { NAME_TABLE, type NameTable, readNameTable } from "./name-table.ts";
import { openDevboxLock } from "./open-devbox-lock.ts";
import { solveClosure } from "./solve-closure.ts";
import { openPackageSet } from "./sources/open.ts";
import type { PackageSetSource } from "./sources/package-set-source.ts";

/**
 * Looks up names: those that a devbox.lock has in there, the others in the package set. `optional` are names that it is not
 * opened for where a devbox.lock has all else. Throws a DeclError.
 */
export async function openPackageSets(
  session: Session,
  configuration: Configuration,
  names: NamesBySystem,
  optional: ReadonlySet<string>,
): Promise<PackageSets> {
  const devbox = await openDevboxLock(session, configuration);
  return lookUpBeside(devbox, names, optional, (some) => lookUp(session, configuration, some));
}

/**
 * Looks up names: in the package set's name table where it has one, else with Nix, in one step for all systems. Expressions,
 * nixpkgs.config and overlays need Nix in any case. Throws a DeclError; a name that is unknown shows when it is asked for.
 */
async function lookUp(session: Session, configuration: Configuration, names: NamesBySystem): Promise<PackageSets> {
  const source = await openPackageSet(session, configuration);
  const table = await source.readText(NAME_TABLE);
  const mustEvaluate = session.request.settings.evaluate || needsNix(configuration.config.nixpkgs, names);
  if (table !== undefined && !mustEvaluate) return tableSets(source, table);
  return evaluatedSets(session, configuration, { source, names, ...(table === undefined ? {} : { table }) });
}

async function evaluatedSets(
  session: Session,
  configuration: Configuration,
  { source, names, table }: { source: PackageSetSource; names: NamesBySystem; table?: string },
): Promise<PackageSets> {
  const helper = await helperPlace(session);
  const { system } = parsePlatform(platformId(helper.buildPlatform));
  const nix = await findNix(session.request, configuration, source, system, table);
  const caches = openCaches(session, configuration);
  const { expressions, systems } = namesToEvaluate(names, EVALUATION_PLACES.request);
  const { config, overlays } = configuration.config.nixpkgs;
  const overlayTree = overlays.length === 0 ? undefined : overlayFiles(session, overlays);
  const { tree } = await solveClosure(session, {
    caches,
    buildPlatform: helper.buildPlatform,
    find: (failures) => findNixClosure(nix, () => walkClosure([nix], caches.all, { failures })),
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
  const evaluation = readEvaluation((await tree.readFile("/result.json")).toString("utf8"));
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

async function findNix(
  request: BuildRequest,
  { config, placeOf }: Configuration,
  source: PackageSetSource,
  system: string,
  table: string | undefined,
): Promise<StorePath> {
  const given = request.settings.nix ?? config.nixpkgs.nix[system];
  try {
    if (given !== undefined) return parseStorePath(given);
    const known =
      table === undefined
        ? undefined
        : nixOfTable(
            inTable(source, () => readNameTable(table)),
            system,
          );
    if (known !== undefined) return known;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({
      code: "no-nix",
      message: `the Nix to look packages up with: ${error.message}`,
      ...(request.settings.nix === undefined ? at(placeOf(["nixpkgs", "nix", system])) : {}),
      hint: nixHint(system),
    });
  }
  const fallback = await fallbackNix(source, system);
  if (fallback !== undefined) return fallback;
  throw new DeclError({
    code: "no-nix",
    message: `${source.label} does not say which Nix for ${system} its packages are looked up with`,
    hint: nixHint(system),
  });
}

async function fallbackNix(source: PackageSetSource, system: string): Promise<StorePath | undefined> {
  const text = await source.readText(FALLBACK_NIX);
  try {
    return text === undefined ? undefined : parseFallbackNix(text).get(system);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({
      code: "no-nix",
      message: `${source.label}: ${FALLBACK_NIX}: ${error.message}`,
      hint: nixHint(system),
    });
  }
}

const nixHint = (system: string) =>
  `set nixpkgs.nix, e.g. { "${system}": "/nix/store/…-nix-2.34.8" }, or give --build-arg DECL_NIX=/nix/store/…`;

function nixOfTable(table: NameTable, system: string): StorePath | undefined {
  const entry = table.systems[system]?.nix;
  const path = entry?.outputs[entry.defaultOutput];
  return path === undefined ? undefined : parseStorePath(path);
}

async function findNixClosure<T>(nix: StorePath, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof ClosureError)) throw error;
    throw new DeclError({
      code: "no-nix",
      message: `the Nix to look packages up with cannot be had: ${error.message}`,
      hint: `nixpkgs.nix or --build-arg DECL_NIX takes another than ${nix.path}`,
    });
  }
}
