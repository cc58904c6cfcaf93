import type { Session } from "../../context/session.ts";
import { FormatError } from "../../nix/format-error.ts";
import type { Package } from "../../nix/package-entry.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { Configuration } from "../../options/configuration.ts";
import type { Packages } from "../../plan/packages.ts";
import { explainNixError } from "../../reasons/nix.ts";
import type { Derivations } from "../../steps/evaluate/answers.ts";
import { derivationName } from "../../steps/realise/step.ts";
import { at, DeclError, type Place } from "../../text/diagnostic.ts";
import type { TargetPlatform } from "../../value/platform.ts";
import { mentionedPackages } from "../../value/reference.ts";
import { openCaches } from "../caches.ts";
import type { NixosQuestion } from "../nixos/nixos-question.ts";
import { openDerivations } from "../package-sets.ts";
import { type PathSource, withMade } from "../path-source.ts";
import { absentFrom } from "./absent-paths.ts";
import { builderOf } from "./builder.ts";
import { type DerivationTable, derivationTable, type KnownDerivation } from "./derivation-table.ts";
import { type BuildPlan, planBuilds } from "./plan-builds.ts";
import { type BuildsToRun, madeEntry } from "./run-builds.ts";
import { refuseUnbuildable } from "./unbuildable.ts";

/** An image whose packages are known by name. */
export interface ImageToBuild {
  readonly platform: TargetPlatform;
  readonly configuration: Configuration;
  readonly packages: Packages;
  /** The question to NixOS, if the image has asked one. */
  readonly nixos?: NixosQuestion | undefined;
}

/** Plans the builds of store paths. Undefined if they are not of packages of the image, or if no derivation makes them. */
export async function planPaths(
  session: Session,
  { platform, configuration, packages, nixos }: ImageToBuild,
  source: PathSource,
  paths: readonly StorePath[],
): Promise<Omit<BuildsToRun, "why" | "made"> | undefined> {
  const wanted = new Set(paths.map(({ path }) => path));
  const named = [...packages.mentioned, ...packages.forTls.packages].filter((pkg) =>
    outputsOf(pkg).some(({ path }) => wanted.has(path)),
  );
  // A package without an entry was named by its store path, so Nix cannot be asked for it by name.
  const names = new Set(named.flatMap(({ attributePath, entry }) => (entry === undefined ? [] : [attributePath])));
  // What NixOS refers to can belong to any derivation.
  if (names.size === 0 && nixos === undefined) return undefined;
  const { system } = platform;
  const questions = nixos && new Map([[system, [nixos]]]);
  const { answer, sources, nix } = await openDerivations(session, configuration, new Map([[system, names]]), questions);
  if (answer.error !== undefined) throw notEvaluated(explainNixError(answer.error).message);
  const table = derivationTable(answer);
  const makers = paths.flatMap((path) => table.makerOf(path) ?? []);
  if (makers.length === 0 && !paths.some(({ path }) => table.sources.has(path))) return undefined;
  // Files that the evaluation has put into the store are available; a lock has no entries for them.
  const sourceEntries = Array.from(table.sources, ([path, info]) => [path, { entry: madeEntry(info) }] as const);
  const plan = await planned(makers, table, withMade(source, new Map(sourceEntries)));
  if (nixos !== undefined) refuseLateBuilds(plan, answer, nixos);
  const places = placesOf(plan, paths, table, packages);
  refuseUnbuildable(plan, { ...(await builderOf(session)), placeOf: (path) => places.get(path) });
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

/**
 * Refuses a derivation whose text mentions a build() of the declaration. The path of the build is known only after NixOS's derivations
 * are built; it can be filled into texts of units, but not into files that Nix makes.
 */
function refuseLateBuilds(plan: BuildPlan, { files }: Pick<Derivations, "files">, { place }: NixosQuestion): void {
  for (const [path, { path: known }] of plan) {
    if (mentionedPackages(files[path] ?? "").length === 0) continue;
    throw new DeclError({
      code: "late-build",
      message: `${derivationName(known)} has the text of a build(), which is made after what NixOS makes`,
      ...at(place),
      hint: "an environment variable, an argument or a script of a unit can have it",
    });
  }
}

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

/** The place of the first package that needs each derivation. */
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
