import { mainFiles } from "../context/context-files.ts";
import { buildPlatform, type Session } from "../context/session.ts";
import { openTree } from "../context/tree.ts";
import type { Configuration } from "../options/configuration.ts";
import { parsePlatform, platformId } from "../value/platform.ts";
import { type EvaluatedDerivations, evaluateDerivations, evaluateNames } from "./evaluate-names.ts";
import { defaultNix, findNix, givenNix } from "./find-nix.ts";
import { lookUpNames, type NamesBySystem, type OpenSet, type PackageSets } from "./name-lookup.ts";
import { NAME_TABLE } from "./name-table.ts";
import type { NixosQuestions } from "./nixos/nixos-question.ts";
import { overlayFiles, overlayPath } from "./overlay-files.ts";
import { openPackageSet } from "./sources/open.ts";

/** Looks up names in a build (see lookUpNames): Nix is asked in one step for all systems. Throws a DeclError. */
export function openPackageSets(
  session: Session,
  configuration: Configuration,
  names: NamesBySystem,
  optional: ReadonlySet<string>,
  nixos?: NixosQuestions,
): Promise<PackageSets> {
  const { overlays } = configuration.config.nixpkgs;
  const driver = {
    mustEvaluate: session.request.settings.evaluate,
    readContextFile: async (file: string) => openTree(session, await mainFiles(session, [file])).readText(file),
    hasOverlay: async (overlay: string) =>
      (await openTree(session, overlayFiles(session, overlays)).stat(overlayPath(overlay))) !== undefined,
    openSet: () => openSet(session, configuration),
  };
  return lookUpNames(driver, configuration, names, optional, nixos);
}

/** Has Nix evaluate the derivations of names, in one step for all systems. Throws a DeclError if there is no package set or no Nix. */
export async function openDerivations(
  session: Session,
  configuration: Configuration,
  names: NamesBySystem,
  questions?: NixosQuestions,
): Promise<EvaluatedDerivations> {
  const { source, system, known } = await openSource(session, configuration);
  const table = known === undefined ? await source.readText(NAME_TABLE) : undefined;
  const nix = known ?? (await findNix(session, configuration, { source, system, table }));
  return evaluateDerivations(session, configuration, { source, names, nix, nixos: questions });
}

/** A package set, the system that evaluates it, and the Nix that does, if that can be known without reading the set. */
async function openSource(session: Session, configuration: Configuration) {
  const source = await openPackageSet(session, configuration);
  const { system } = parsePlatform(platformId(await buildPlatform(session)));
  // An archive is not searched for its own choice of Nix, since it would be unpacked twice. Any other Nix can evaluate it.
  const known =
    source.files.kind === "archive"
      ? (givenNix(session, configuration, system) ?? (await defaultNix(session, configuration, system)))
      : undefined;
  return { source, system, known };
}

async function openSet(session: Session, configuration: Configuration): Promise<OpenSet> {
  const { source, system, known } = await openSource(session, configuration);
  return {
    label: source.label,
    pin: source.pin,
    warnings: source.warnings,
    readTable: async () => (known === undefined ? source.readText(NAME_TABLE) : undefined),
    askNix: async ({ names, table, mustEvaluate, nixos }) => {
      const nix = known ?? (await findNix(session, configuration, { source, system, table }));
      return evaluateNames(session, configuration, { source, names, nix, nixos, mustEvaluate });
    },
  };
}
