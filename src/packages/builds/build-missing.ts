import { buildPlatform, type Session } from "../../context/session.ts";
import type { Platform } from "../../llb/vertex.ts";
import { type Closure, ClosureError } from "../../nix/closure.ts";
import { FormatError } from "../../nix/format-error.ts";
import type { Package } from "../../nix/package-entry.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { Configuration } from "../../options/configuration.ts";
import type { Packages } from "../../plan/packages.ts";
import { explainNixError } from "../../reasons/nix.ts";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import { parsePlatform, platformId, type TargetPlatform } from "../../value/platform.ts";
import { openCaches } from "../caches.ts";
import { openDerivations } from "../package-sets.ts";
import type { PathSource } from "../path-source.ts";
import { absentFrom } from "./absent-paths.ts";
import { type DerivationTable, derivationTable, type KnownDerivation } from "./derivation-table.ts";
import { type BuildPlan, type PlannedBuild, planBuilds } from "./plan-builds.ts";
import type { BuildsToRun, MadePath } from "./run-builds.ts";
import { refuseUnbuildable } from "./unbuildable.ts";

/** An image whose packages are known by name. */
export interface ImageToBuild {
  readonly platform: TargetPlatform;
  readonly configuration: Configuration;
  readonly packages: Packages;
}

/** A closure with what had to be built for it. */
export interface BuiltClosure<Made = MadePath> {
  readonly closure: Closure;
  /** By store path. */
  readonly made: ReadonlyMap<string, Made>;
  readonly builds: BuildPlan;
}

/** What is done with a plan: it is run, or only looked at. */
export type Make<Made> = (session: Session, builds: BuildsToRun) => Promise<ReadonlyMap<string, Made>>;

/** Certificates may be missing once all else is there. */
const MAX_ROUNDS = 3;

/**
 * The closure of an image, and what had to be built for it, which the source has not.
 *
 * @param find finds the closure, given what has been made
 * @param make builds what is planned (runBuilds), or says what it would be (foreseeBuilds)
 * @throws ClosureError where something can be had nowhere; DeclError where it cannot be built
 */
export async function findWithBuilds<Made>(
  session: Session,
  image: ImageToBuild,
  source: PathSource,
  find: (made: ReadonlyMap<string, Made>) => Promise<Closure>,
  make: Make<Made>,
): Promise<BuiltClosure<Made>> {
  const policy = session.request.settings.build ?? image.configuration.config.nixpkgs.build;
  const named = policy === "always" ? Array.from(image.packages.roots.values(), ({ path }) => path) : [];
  const builds = new Map<string, PlannedBuild>();
  const made = new Map<string, Made>();
  const buildMore = async (paths: readonly StorePath[], asked: readonly string[]) => {
    const more = await planPaths(session, image, source, paths);
    if (more === undefined) return false;
    for (const [path, planned] of more.plan) builds.set(path, planned);
    for (const [path, one] of await make(session, { ...more, asked })) made.set(path, one);
    return true;
  };
  if (named.length > 0) await buildMore(named, []);
  for (let round = 1; ; round++) {
    try {
      return { closure: await find(made), made, builds };
    } catch (error) {
      if (policy === "never" || round > MAX_ROUNDS || !(error instanceof ClosureError)) throw error;
      if (!error.problems.every((problem) => source.mayBuild(problem))) throw error;
      const missing = error.problems.flatMap((problem) => (problem.kind === "cycle" ? [] : problem));
      const roots = missing.flatMap(({ wantedBy }) => wantedBy.slice(0, 1));
      const asked = new Set(missing.flatMap(({ answers }) => answers).map(({ cache }) => cache));
      if (!(await buildMore(roots, [...asked]))) throw error;
    }
  }
}

/** How store paths of packages are built: undefined where they are no package's, or Nix makes no derivation of them. */
async function planPaths(
  session: Session,
  { platform, configuration, packages }: ImageToBuild,
  source: PathSource,
  paths: readonly StorePath[],
): Promise<Omit<BuildsToRun, "asked"> | undefined> {
  const wanted = new Set(paths.map(({ path }) => path));
  const named = [...packages.mentioned, ...packages.forTls.packages].filter((pkg) =>
    outputsOf(pkg).some(({ path }) => wanted.has(path)),
  );
  // What has no entry is named by its path.
  const names = new Set(named.flatMap(({ attributePath, entry }) => (entry === undefined ? [] : [attributePath])));
  if (names.size === 0) return undefined;
  const { answer, sources, nix } = await openDerivations(session, configuration, new Map([[platform.system, names]]));
  if (answer.error !== undefined) throw notEvaluated(explainNixError(answer.error).message);
  const table = derivationTable(answer);
  const makers = paths.flatMap((path) => table.makerOf(path) ?? []);
  if (makers.length === 0) return undefined;
  const plan = await planned(makers, table, source);
  const places = placesOf(plan, paths, table, packages);
  const { system } = parsePlatform(platformId(await buildPlatform(session)));
  const { platforms } = await session.engine.capabilities;
  refuseUnbuildable(plan, { system, emulated: systemsOf(platforms), placeOf: (path) => places.get(path) });
  const timeouts = new Map(
    named.flatMap((pkg) => {
      const maker = table.makerOf(pkg.path);
      return maker === undefined ? [] : [[maker.path.path, pkg.entry?.meta?.timeout ?? 0] as const];
    }),
  );
  return {
    plan,
    source,
    caches: openCaches(session, configuration),
    sources: table.sources,
    sourceTree: sources,
    nix,
    timeoutOf: (path) => timeouts.get(path) ?? 0,
    placeOf: (path) => places.get(path),
  };
}

const outputsOf = ({ path, install }: Package): StorePath[] => [path, ...install];

async function planned(
  makers: readonly KnownDerivation[],
  table: DerivationTable,
  source: PathSource,
): Promise<BuildPlan> {
  try {
    return await planBuilds(makers, table, absentFrom(source));
  } catch (error) {
    throw error instanceof FormatError ? notEvaluated(error.message) : error;
  }
}

const notEvaluated = (reason: string) =>
  new DeclError({ code: "no-derivation", message: `it cannot be found out how to build what no cache has: ${reason}` });

/** Nix's names of platforms, of those that have one. */
function systemsOf(platforms: readonly Platform[]): string[] {
  return platforms.flatMap((platform) => {
    try {
      return [parsePlatform(platformId(platform)).system];
    } catch (error) {
      if (error instanceof DeclError) return [];
      throw error;
    }
  });
}

/** For each derivation the place of the first package that needs it. */
function placesOf(
  plan: BuildPlan,
  paths: readonly StorePath[],
  table: DerivationTable,
  { roots }: Packages,
): Map<string, Place | undefined> {
  const places = new Map<string, Place | undefined>();
  for (const path of paths) {
    const place = roots.get(path.path)?.place;
    const left = [table.makerOf(path)?.path.path];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (places.has(next)) continue;
      places.set(next, place);
      left.push(...(plan.get(next)?.after ?? []));
    }
  }
  return places;
}
