import { createHash } from "node:crypto";
import { dirname } from "node:path/posix";
import { DeclError } from "../diagnostic.ts";
import { EVALUATION_PLACES, evaluationGraph } from "../graph/evaluation-graph.ts";
import { local } from "../llb/source.ts";
import type { Platform } from "../llb/vertex.ts";
import { ClosureError } from "../nix/closure.ts";
import { walkClosure } from "../nix/closure-walk.ts";
import { type Evaluation, evaluatedPackages, readEvaluation } from "../nix/evaluate/evaluation.ts";
import { FALLBACK_NIX, parseFallbackNix } from "../nix/evaluate/fallback-nix.ts";
import { isExpression, namePath } from "../nix/evaluate/name-path.ts";
import { explainNixError } from "../nix/evaluate/nix-error.ts";
import { FormatError } from "../nix/format-error.ts";
import type { PackageSetPin } from "../nix/lock/lock-file.ts";
import { hashSri, sha256Of } from "../nix/nar-hash.ts";
import { type PackageSet, UnknownPackage } from "../nix/package-entry.ts";
import { NAME_TABLE, type NameTable, readNameTable, tablePackages } from "../nix/package-set.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import type { Configuration } from "../options/configuration.ts";
import { parsePlatform, platformId } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import { openCaches } from "./caches.ts";
import type { Gateway } from "./client.ts";
import { openDevboxLock } from "./devbox-lock.ts";
import { frontendImage } from "./frontend-image.ts";
import { openPackageSet, type PackageSetSource } from "./package-set-source.ts";
import { solveClosure } from "./solve-closure.ts";

/** What names mean, for every system that was asked for. */
export interface PackageSets {
  /** What it was that the names were looked up in. */
  readonly pin: PackageSetPin;
  ofSystem(system: string): PackageSet;
}

/** Names that are mentioned for each system. */
export type NamesBySystem = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Looks up names: those that a devbox.lock has in there, the others in the package set. `optional` are names that it is not
 * opened for where a devbox.lock has all else. Throws a DeclError.
 */
export async function openPackageSets(
  gateway: Gateway,
  request: BuildRequest,
  configuration: Configuration,
  names: NamesBySystem,
  optional: ReadonlySet<string>,
): Promise<PackageSets> {
  const devbox = await openDevboxLock(gateway, request, configuration);
  if (devbox === undefined) return lookUp(gateway, request, configuration, names);
  const others = new Map<string, Set<string>>();
  for (const [system, some] of names) {
    const rest = [...some].filter((name) => !devbox.has(name));
    if (rest.length > 0) others.set(system, new Set(rest));
  }
  const isNeeded = [...others.values()].some((rest) => [...rest].some((name) => !optional.has(name)));
  const sets = isNeeded ? await lookUp(gateway, request, configuration, others) : undefined;
  return {
    pin: sets?.pin ?? devbox.pin,
    ofSystem: (system) => ({
      find: (name) => {
        const set = devbox.has(name) ? devbox : sets;
        if (set === undefined) throw new UnknownPackage(`"${name}" is not in ${devbox.pin.source}`, undefined);
        return set.ofSystem(system).find(name);
      },
    }),
  };
}

/**
 * Looks up names: in the package set's name table where it has one, else with Nix, in one step for all systems. Expressions,
 * nixpkgs.config and overlays need Nix in any case. Throws a DeclError; a name that is unknown shows when it is asked for.
 */
async function lookUp(
  gateway: Gateway,
  request: BuildRequest,
  configuration: Configuration,
  names: NamesBySystem,
): Promise<PackageSets> {
  const source = await openPackageSet(gateway, request, configuration);
  const table = await source.readText(NAME_TABLE);
  const { config, overlays } = configuration.config.nixpkgs;
  const all = [...names.values()].flatMap((some) => [...some]);
  const needsNix =
    request.settings.evaluate || overlays.length > 0 || Object.keys(config).length > 0 || all.some(isExpression);
  if (table !== undefined && !needsNix) return tableSets(source, table);
  return evaluatedSets(gateway, request, configuration, { source, names, ...(table === undefined ? {} : { table }) });
}

function tableSets(source: PackageSetSource, text: string): PackageSets {
  const table = inTable(source, () => readNameTable(text));
  const sha256 = hashSri(sha256Of(createHash("sha256").update(text).digest()));
  return {
    pin: source.pin.sha256 === undefined ? { ...source.pin, sha256 } : source.pin,
    ofSystem: (system) => inTable(source, () => tablePackages(table, system)),
  };
}

async function evaluatedSets(
  gateway: Gateway,
  request: BuildRequest,
  configuration: Configuration,
  { source, names, table }: { source: PackageSetSource; names: NamesBySystem; table?: string },
): Promise<PackageSets> {
  const capabilities = await gateway.capabilities;
  const buildPlatform: Platform = capabilities.defaultPlatform ?? { os: "linux", architecture: "amd64" };
  const { system } = parsePlatform(platformId(buildPlatform));
  const nix = await findNix(request, configuration, source, system, table);
  const caches = openCaches(gateway, request, configuration);
  const { expressions, systems } = wanted(names);
  const { config, overlays } = configuration.config.nixpkgs;
  const helper = await frontendImage(request.frontend);
  const { ref } = await solveClosure(gateway, {
    caches,
    buildPlatform,
    sources: [],
    cacheImports: request.cacheImports,
    find: (failures) => findNixClosure(nix, () => walkClosure([nix], caches.all, { failures })),
    graph: (closure, nars) =>
      evaluationGraph({
        request: {
          packageSet: EVALUATION_PLACES.packageSet,
          config,
          overlays: overlays.map((file) => `${EVALUATION_PLACES.overlays}/${file.replace(/^\.\//, "")}`),
          systems,
        },
        expressions,
        packageSet: source.files,
        ...(overlays.length === 0 ? {} : { overlays: overlayFiles(request, overlays) }),
        nix,
        closure,
        nars,
        helper,
        buildPlatform,
        ignoreCache: request.noCache,
      }),
  });
  const evaluation = readEvaluation((await gateway.readFile(ref, "/result.json")).toString("utf8"));
  if (evaluation.error !== undefined) throw unusableSet(source, evaluation.error);
  return {
    pin: evaluatedPin(source.pin, evaluation, nix),
    ofSystem: (target) => evaluatedPackages(evaluation, target),
  };
}

function wanted(names: NamesBySystem) {
  const expressions = new Map<string, string>();
  const systems: Record<string, Record<string, { path: string[] } | { file: string }>> = {};
  for (const [system, some] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ofSystem: Record<string, { path: string[] } | { file: string }> = {};
    for (const name of [...some].sort()) {
      if (!isExpression(name)) {
        ofSystem[name] = { path: namePath(name) };
        continue;
      }
      const file = `expression-${createHash("sha256").update(name).digest("hex").slice(0, 16)}.nix`;
      expressions.set(file, `pkgs:\n${name}\n`);
      ofSystem[name] = { file: `${EVALUATION_PLACES.request}/${file}` };
    }
    systems[system] = ofSystem;
  }
  return { expressions, systems };
}

/** An overlay may import what lies beside it. */
function overlayFiles(request: BuildRequest, overlays: readonly string[]) {
  const folders = new Set(overlays.map((file) => dirname(file.replace(/^\.\//, ""))));
  return local("context", {
    includePatterns: [...folders].map((folder) => (folder === "." ? "*.nix" : `${folder}/**`)).sort(),
    sessionId: request.sessionOf("context"),
    sharedKeyHint: "context-overlays",
    name: "[nix] load overlays",
  });
}

async function findNix(
  request: BuildRequest,
  { config }: Configuration,
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
    throw new DeclError({ code: "no-nix", message: `the Nix to look packages up with: ${error.message}` });
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

function evaluatedPin(pin: PackageSetPin, { version }: Evaluation, nix: StorePath): PackageSetPin {
  return { ...pin, ...(version === "" ? {} : { version }), nix: nix.path };
}

function unusableSet(source: PackageSetSource, error: string): DeclError {
  return new DeclError({
    code: "no-package-set",
    message: `${source.label} cannot be evaluated: ${explainNixError(error).message}`,
  });
}

function inTable<T>(source: PackageSetSource, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({ code: "no-package-set", message: `${source.label}: ${NAME_TABLE}: ${error.message}` });
  }
}
