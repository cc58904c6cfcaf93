import { buildPlatform, type Session } from "../../context/session.ts";
import { openTree } from "../../context/tree.ts";
import { file, mkfile } from "../../llb/file.ts";
import { type Platform, scratch } from "../../llb/vertex.ts";
import { type Closure, ClosureError } from "../../nix/closure.ts";
import { FormatError } from "../../nix/format-error.ts";
import type { Package } from "../../nix/package-entry.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { Configuration } from "../../options/configuration.ts";
import type { Packages } from "../../plan/packages.ts";
import { explainNixError } from "../../reasons/nix.ts";
import { derivationName } from "../../steps/realise/step.ts";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import { parsePlatform, platformId, type TargetPlatform } from "../../value/platform.ts";
import { type Caches, openCaches } from "../caches.ts";
import { isAbsent } from "../closure-problems.ts";
import { openDerivations } from "../package-sets.ts";
import { absentFrom } from "./absent-paths.ts";
import { type DerivationTable, derivationTable, type KnownDerivation } from "./derivation-table.ts";
import { type BuildPlan, planBuilds } from "./plan-builds.ts";
import { type MadeTable, runBuilds } from "./run-builds.ts";
import { refuseUnbuildable } from "./unbuildable.ts";

/** An image whose packages are known by name. */
export interface ImageToBuild {
  readonly platform: TargetPlatform;
  readonly configuration: Configuration;
  readonly packages: Packages;
}

/** Certificates may be missing once all else is there. */
const MAX_ROUNDS = 3;

/**
 * The closure of an image, and what had to be built for it, which no cache has.
 *
 * @param find finds the closure, given what has been made
 * @throws ClosureError where something can be had nowhere; DeclError where it cannot be built
 */
export async function findWithBuilds(
  session: Session,
  image: ImageToBuild,
  find: (made: MadeTable) => Promise<Closure>,
): Promise<{ readonly closure: Closure; readonly made: MadeTable }> {
  const policy = session.request.settings.build ?? image.configuration.config.nixpkgs.build;
  const named = policy === "always" ? Array.from(image.packages.roots.values(), ({ path }) => path) : [];
  let made: MadeTable = named.length === 0 ? new Map() : await buildPaths(session, image, named, []);
  for (let round = 1; ; round++) {
    try {
      return { closure: await find(made), made };
    } catch (error) {
      if (policy === "never" || round > MAX_ROUNDS || !(error instanceof ClosureError)) throw error;
      const missing = error.problems.filter(isAbsent);
      if (missing.length < error.problems.length) throw error;
      const roots = missing.flatMap((problem) => (problem.kind === "cycle" ? [] : problem.wantedBy.slice(0, 1)));
      const asked = missing.flatMap((problem) => (problem.kind === "cycle" ? [] : problem.answers));
      const more = await buildPaths(session, image, roots, [...new Set(asked.map(({ cache }) => cache))]);
      if (more.size === 0) throw error;
      made = new Map([...made, ...more]);
    }
  }
}

/** Builds store paths of packages. What is no package's, or what Nix makes no derivation of, is left out. */
async function buildPaths(
  session: Session,
  { platform, configuration, packages }: ImageToBuild,
  paths: readonly StorePath[],
  caches: readonly string[],
): Promise<MadeTable> {
  const wanted = new Set(paths.map(({ path }) => path));
  const named = [...packages.mentioned, ...packages.forTls.packages].filter((pkg) =>
    outputsOf(pkg).some(({ path }) => wanted.has(path)),
  );
  // What has no entry is named by its path.
  const names = new Set(named.flatMap(({ attributePath, entry }) => (entry === undefined ? [] : [attributePath])));
  if (names.size === 0) return new Map();
  const { answer, sources, nix } = await openDerivations(session, configuration, new Map([[platform.system, names]]));
  if (answer.error !== undefined) throw notEvaluated(explainNixError(answer.error).message);
  const table = derivationTable(answer);
  const makers = paths.flatMap((path) => table.makerOf(path) ?? []);
  const open = openCaches(session, configuration);
  const plan = await planned(makers, table, open);
  const places = placesOf(plan, paths, table, packages);
  const { system } = parsePlatform(platformId(await buildPlatform(session)));
  const { platforms } = await session.engine.capabilities;
  refuseUnbuildable(plan, { system, emulated: systemsOf(platforms), placeOf: (path) => places.get(path) });
  await announce(session, plan, caches);
  const timeouts = new Map(
    named.flatMap((pkg) => {
      const maker = table.makerOf(pkg.path);
      return maker === undefined ? [] : [[maker.path.path, pkg.entry?.meta?.timeout ?? 0] as const];
    }),
  );
  return runBuilds(session, {
    plan,
    caches: open,
    sources: table.sources,
    sourceTree: sources,
    nix,
    timeoutOf: (path) => timeouts.get(path) ?? 0,
    placeOf: (path) => places.get(path),
  });
}

const outputsOf = ({ path, install }: Package): StorePath[] => [path, ...install];

async function planned(
  makers: readonly KnownDerivation[],
  table: DerivationTable,
  { all }: Caches,
): Promise<BuildPlan> {
  try {
    return await planBuilds(makers, table, absentFrom(all));
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

/** A line in the progress output that says beforehand what is built, and why. */
async function announce(session: Session, plan: BuildPlan, caches: readonly string[]): Promise<void> {
  const names = Array.from(plan.values(), ({ path }) => derivationName(path));
  const shown = names.slice(0, 10).join(", ");
  const more = names.length > 10 ? ` and ${names.length - 10} more` : "";
  const why =
    caches.length === 0
      ? "as nixpkgs.build says"
      : `as ${caches.join(" and ")} ${caches.length === 1 ? "has" : "have"} not got it`;
  const list = file(scratch, [mkfile("/to-build", names.map((name) => `${name}\n`).join(""))], {
    name: `[nix] to build, ${why}: ${shown}${more}`,
  });
  await openTree(session, list).ref();
}
