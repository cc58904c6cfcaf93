import { createHash } from "node:crypto";
import { FormatError } from "../nix/format-error.ts";
import { sha256Sri } from "../nix/nar-hash.ts";
import { type PackageSet, UnknownPackage } from "../nix/package-entry.ts";
import type { Configuration } from "../options/configuration.ts";
import { explainNixError } from "../reasons/nix.ts";
import type { Evaluation } from "../steps/evaluate/answers.ts";
import type { EvaluationRequest, WantedName } from "../steps/evaluate/spec.ts";
import { defined } from "../text/defined.ts";
import { at, DeclError, type Diagnostic } from "../text/diagnostic.ts";
import { type PinnedDevboxLock, readDevboxLock } from "./devbox-lock.ts";
import { evaluatedPackages } from "./evaluation.ts";
import type { PackageSetPin } from "./lock/lock-file.ts";
import { isExpression, namePath } from "./name-path.ts";
import { NAME_TABLE, readNameTable, tablePackages } from "./name-table.ts";
import type { NixosQuestions } from "./nixos/nixos-question.ts";

/** The packages that names refer to, for every system that was asked for. */
export interface PackageSets {
  /** The package set in which the names were looked up. */
  readonly pin: PackageSetPin;
  /** Warnings about its source. */
  readonly warnings?: readonly Diagnostic[] | undefined;
  /** The answers of NixOS, if it was asked. */
  readonly nixos?: Evaluation["nixos"];
  ofSystem(system: string): PackageSet;
}

/** The names to look up, by system. */
export type NamesBySystem = ReadonlyMap<string, ReadonlySet<string>>;

/** A package set, before anything is looked up in it. */
interface NamedSet {
  /** For messages: "--build-context nixpkgs" or its address. */
  readonly label: string;
  readonly pin: PackageSetPin;
}

/** A package set that has been opened. */
export interface OpenSet extends NamedSet {
  /** Warnings about its source. */
  readonly warnings?: readonly Diagnostic[] | undefined;
  /** The text of its name table; undefined if it has none that can be read without Nix. */
  readTable(): Promise<string | undefined>;
  /** Has Nix look up all names at once. Throws a DeclError if that fails. */
  askNix(question: NameQuestion): Promise<NixAnswer>;
}

interface NameQuestion {
  readonly names: NamesBySystem;
  /** The result of `readTable`. */
  readonly table: string | undefined;
  /** Whether Nix has to evaluate the names even if the set has a name table. */
  readonly mustEvaluate: boolean;
  /** Questions to NixOS in the same step. */
  readonly nixos?: NixosQuestions | undefined;
}

/** The answer of Nix, and the store path of the Nix that gave it, if it is known. */
export interface NixAnswer {
  readonly evaluation: Evaluation;
  readonly nix: string | undefined;
}

/** Looks up names with the daemon of a build, or on the machine that `decl` runs on. */
interface NameDriver {
  /** Whether name tables are ignored (DECL_EVALUATE). */
  readonly mustEvaluate: boolean;
  /** The text of a file of the build context; undefined if there is none. */
  readContextFile(name: string): Promise<string | undefined>;
  /** Whether the build context has this overlay of the declaration. */
  hasOverlay(name: string): Promise<boolean>;
  /** Opens the package set. Throws a DeclError if there is none for these names. */
  openSet(names: NamesBySystem): Promise<OpenSet>;
}

/**
 * Looks up names. A name that the declaration's devbox.lock has is taken from there. For the others the package set is opened, and they
 * are taken from its name table, or evaluated with Nix if it has none. Expressions, nixpkgs.config and overlays always need Nix. The
 * package set is not opened for `optional` names alone. Throws a DeclError; unknown names are reported only by `find`.
 */
export async function lookUpNames(
  driver: NameDriver,
  configuration: Configuration,
  names: NamesBySystem,
  optional: ReadonlySet<string>,
  nixos?: NixosQuestions,
): Promise<PackageSets> {
  const { config, placeOf } = configuration;
  const file = config.nixpkgs.devboxLock?.replace(/^\.\//, "");
  const devbox =
    file === undefined
      ? undefined
      : readDevboxLock(file, await driver.readContextFile(file), placeOf(["nixpkgs", "devboxLock"]));
  return lookUpBeside(devbox, names, nixos === undefined ? optional : "all", async (some) => {
    const set = await driver.openSet(some);
    const table = await set.readTable();
    const mustEvaluate = driver.mustEvaluate || nixos !== undefined || needsNix(config.nixpkgs, some);
    const { warnings } = set;
    if (table !== undefined && !mustEvaluate) return { ...tableSets(set, table), warnings };
    await checkOverlays(driver, configuration);
    return { ...answeredSets(set, await set.askNix({ names: some, table, mustEvaluate, nixos })), warnings };
  });
}

/**
 * Takes the names that a devbox.lock has from there, and the others from `lookUp`. `lookUp` is not called for `optional` names alone;
 * with "all" it is always called.
 */
async function lookUpBeside(
  devbox: PinnedDevboxLock | undefined,
  names: NamesBySystem,
  optional: ReadonlySet<string> | "all",
  lookUp: (names: NamesBySystem) => Promise<PackageSets>,
): Promise<PackageSets> {
  if (devbox === undefined) return lookUp(names);
  const others = new Map<string, Set<string>>();
  for (const [system, some] of names) {
    const rest = [...some].filter((name) => !devbox.has(name));
    if (rest.length > 0) others.set(system, new Set(rest));
  }
  const isNeeded =
    optional === "all" || [...others.values()].some((rest) => [...rest].some((name) => !optional.has(name)));
  const sets = isNeeded ? await lookUp(others) : undefined;
  return {
    pin: sets?.pin ?? devbox.pin,
    warnings: sets?.warnings,
    nixos: sets?.nixos,
    ofSystem: (system) => ({
      find: (name) => {
        const set = devbox.has(name) ? devbox : sets;
        if (set === undefined) throw new UnknownPackage(`"${name}" is not in ${devbox.pin.source}`, undefined);
        return set.ofSystem(system).find(name);
      },
    }),
  };
}

/** Checks that the overlays exist, since Nix's error for a missing one would only say that the package set cannot be evaluated. */
async function checkOverlays(driver: NameDriver, { config, placeOf }: Configuration): Promise<void> {
  for (const [index, name] of config.nixpkgs.overlays.entries()) {
    if (await driver.hasOverlay(name)) continue;
    throw new DeclError({
      code: "no-overlay",
      message: `there is no file "${name}" in the build context`,
      ...at(placeOf(["nixpkgs", "overlays", `${index}`])),
    });
  }
}

/** Whether names can only be evaluated, and not looked up in a name table. */
function needsNix({ config, overlays }: Pick<EvaluationRequest, "config" | "overlays">, names: NamesBySystem): boolean {
  const all = [...names.values()].flatMap((some) => [...some]);
  return overlays.length > 0 || Object.keys(config).length > 0 || all.some(isExpression);
}

/** The packages of a name table. Throws a DeclError if the text is no name table. */
function tableSets(source: NamedSet, text: string): PackageSets {
  const table = inTable(source, () => readNameTable(text));
  return {
    pin: source.pin.sha256 === undefined ? { ...source.pin, sha256: sha256Sri(text) } : source.pin,
    ofSystem: (system) => inTable(source, () => tablePackages(table, system)),
  };
}

/** The request for names that evaluate.nix reads. Expressions become files in `folder`, which are returned by their names. */
export function namesToEvaluate(names: NamesBySystem, folder: string) {
  const expressions = new Map<string, string>();
  const systems: Record<string, Record<string, WantedName>> = {};
  for (const [system, some] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ofSystem: Record<string, WantedName> = {};
    for (const name of [...some].sort()) {
      if (!isExpression(name)) {
        ofSystem[name] = { path: namePath(name) };
        continue;
      }
      const file = `expression-${createHash("sha256").update(name).digest("hex").slice(0, 16)}.nix`;
      expressions.set(file, `pkgs:\n${name}\n`);
      ofSystem[name] = { file: `${folder}/${file}` };
    }
    systems[system] = ofSystem;
  }
  return { expressions, systems };
}

/** The packages that Nix evaluated, or those of the name table that it found. Throws a DeclError if the set could not be evaluated. */
function answeredSets(set: NamedSet, { evaluation, nix }: NixAnswer): PackageSets {
  const { version, error, nameTable, nixos } = evaluation;
  if (nameTable !== undefined) return tableSets(set, nameTable);
  if (error !== undefined) {
    throw new DeclError({
      code: "no-package-set",
      message: `${set.label} cannot be evaluated: ${explainNixError(error).message}`,
    });
  }
  return {
    pin: { ...set.pin, ...(version === "" ? {} : { version }), ...defined({ nix }) },
    nixos,
    ofSystem: (system) => evaluatedPackages(evaluation, system),
  };
}

/** Runs a reader of a set's name table, and turns its FormatErrors into DeclErrors. */
export function inTable<T>({ label }: NamedSet, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({ code: "no-package-set", message: `${label}: ${NAME_TABLE}: ${error.message}` });
  }
}
