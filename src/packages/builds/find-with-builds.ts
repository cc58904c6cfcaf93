import type { Session } from "../../context/session.ts";
import { type Closure, type ClosureEntry, ClosureError } from "../../nix/closure.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { ResolvedBuild } from "../../plan/declared-builds.ts";
import { type PathSource, withMade } from "../path-source.ts";
import type { BuildPlan, PlannedBuild } from "./plan-builds.ts";
import { type ImageToBuild, planPaths } from "./plan-paths.ts";
import type { BuildsToRun, MadePath } from "./run-builds.ts";

/** A closure, and the builds that it needed. */
export interface BuiltClosure<Made = MadePath> {
  readonly closure: Closure;
  /** By store path. */
  readonly made: ReadonlyMap<string, Made>;
  readonly builds: BuildPlan;
}

/** Makes store paths: by builds of the engine, or only by predicting their paths. */
export interface Maker<Made extends { readonly entry: ClosureEntry }> {
  /** Builds derivations. */
  derivations(session: Session, builds: BuildsToRun<Made>): Promise<ReadonlyMap<string, Made>>;
  /** Makes a build() of the declaration, from a closure that has been found. */
  declared(
    session: Session,
    image: ImageToBuild,
    build: ResolvedBuild,
    from: { readonly source: PathSource; readonly made: ReadonlyMap<string, Made> },
  ): Promise<Made>;
  /** Files of build contexts that builds use and their results may refer to. */
  readonly files: ReadonlyMap<string, Made>;
}

/** More than one round, since certificates may turn out to be missing only when everything else has been built. */
const MAX_ROUNDS = 3;

/**
 * Finds the closure of an image and builds what is missing: every build() of the declaration, and packages that the source does not have.
 *
 * @param find finds the closure, given what has been made
 * @throws ClosureError for paths that can be neither fetched nor built; DeclError for builds that cannot be done
 */
export async function findWithBuilds<Made extends { readonly entry: ClosureEntry }>(
  session: Session,
  image: ImageToBuild,
  source: PathSource,
  find: (made: ReadonlyMap<string, Made>) => Promise<Closure>,
  maker: Maker<Made>,
): Promise<BuiltClosure<Made>> {
  const { packages, configuration } = image;
  const policy = session.request.settings.build ?? configuration.config.nixpkgs.build;
  const builds = new Map<string, PlannedBuild>();
  const made = new Map<string, Made>(maker.files);
  /** The source, and the paths that have been made. */
  const known = withMade(source, made);
  const buildMore = async (paths: readonly StorePath[], why: string) => {
    const more = await planPaths(session, image, known, paths);
    if (more === undefined) return false;
    for (const [path, planned] of more.plan) builds.set(path, planned);
    for (const [path, one] of await maker.derivations(session, { ...more, why, made })) made.set(path, one);
    return true;
  };
  /** Finds a closure, and builds the paths that are missing. */
  const complete = async (findIt: () => Promise<Closure>): Promise<Closure> => {
    for (let round = 1; ; round++) {
      try {
        return await findIt();
      } catch (error) {
        if (policy === "never" || round > MAX_ROUNDS || !(error instanceof ClosureError)) throw error;
        if (!error.problems.every((problem) => source.mayBuild(problem))) throw error;
        const missing = error.problems.flatMap((problem) => (problem.kind === "unavailable" ? problem : []));
        const roots = missing.flatMap(({ wantedBy }) => wantedBy.slice(0, 1));
        const asked = [...new Set(missing.flatMap(({ answers }) => answers).map(({ cache }) => cache))];
        if (!(await buildMore(roots, reasonOf(asked)))) throw error;
      }
    }
  };

  const named = policy === "always" ? Array.from(packages.roots.values(), ({ path }) => path) : [];
  if (named.length > 0) await buildMore(named, "as nixpkgs.build says");
  if (packages.buildInputs.length > 0) await complete(() => known.find(packages.buildInputs));
  for (const build of packages.builds) {
    made.set(build.path.path, await maker.declared(session, image, build, { source: known, made }));
  }
  return { closure: await complete(() => find(made)), made, builds };
}

/** Why what these caches have not got is built; where a lock says what is built, none is asked. */
const reasonOf = (caches: readonly string[]): string =>
  caches.length === 0
    ? "as the lock file says"
    : `as ${caches.join(" and ")} ${caches.length === 1 ? "has" : "have"} not got it`;
