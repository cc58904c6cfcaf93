import type { Session } from "../context/session.ts";
import type { Configuration } from "../options/configuration.ts";
import { evaluateNames } from "./evaluate-names.ts";
import { lookUpBeside, type NamesBySystem, needsNix, type PackageSets, tableSets } from "./name-lookup.ts";
import { NAME_TABLE } from "./name-table.ts";
import { openDevboxLock } from "./open-devbox-lock.ts";
import { openPackageSet } from "./sources/open.ts";

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
  return evaluateNames(session, configuration, { source, names, ...(table === undefined ? {} : { table }) });
}
