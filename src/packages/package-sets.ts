import { buildPlatform, type Session } from "../context/session.ts";
import type { Configuration } from "../options/configuration.ts";
import { parsePlatform, platformId } from "../value/platform.ts";
import { evaluateNames } from "./evaluate-names.ts";
import { defaultNix, findNix, givenNix } from "./find-nix.ts";
import { lookUpBeside, type NamesBySystem, needsNix, type PackageSets, tableSets } from "./name-lookup.ts";
import { NAME_TABLE } from "./name-table.ts";
import { openDevboxLock } from "./open-devbox-lock.ts";
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
  return lookUpBeside(devbox, names, optional, async (some) => {
    const source = await openPackageSet(session, configuration);
    return { ...(await lookUp(session, configuration, source, some)), warnings: source.warnings };
  });
}

/**
 * Looks up names: in the package set's name table where it has one, else with Nix, in one step for all systems. Expressions,
 * nixpkgs.config and overlays need Nix in any case. Throws a DeclError; a name that is unknown shows when it is asked for.
 */
async function lookUp(
  session: Session,
  configuration: Configuration,
  source: PackageSetSource,
  names: NamesBySystem,
): Promise<PackageSets> {
  const mustEvaluate = session.request.settings.evaluate || needsNix(configuration.config.nixpkgs, names);
  const { system } = parsePlatform(platformId(await buildPlatform(session)));
  if (source.files.kind === "archive") {
    // To look into an archive before it is evaluated would unpack it twice: the Nix that evaluates need not be its own.
    const nix = givenNix(session, configuration, system) ?? (await defaultNix(session, configuration, system));
    if (nix !== undefined) return evaluateNames(session, configuration, { source, names, nix, mustEvaluate });
  }
  const table = await source.readText(NAME_TABLE);
  if (table !== undefined && !mustEvaluate) return tableSets(source, table);
  const nix = await findNix(session, configuration, { source, system, table });
  return evaluateNames(session, configuration, { source, names, nix, mustEvaluate });
}
