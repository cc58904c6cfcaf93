import { createHash } from "node:crypto";
import { FormatError } from "../nix/format-error.ts";
import { sha256Sri } from "../nix/nar-hash.ts";
import { type PackageSet, UnknownPackage } from "../nix/package-entry.ts";
import { explainNixError } from "../reasons/nix.ts";
import type { Evaluation } from "../steps/evaluate/answers.ts";
import type { EvaluationRequest, WantedName } from "../steps/evaluate/spec.ts";
import { DeclError, type Diagnostic } from "../text/diagnostic.ts";
import type { PinnedDevboxLock } from "./devbox-lock.ts";
import type { PackageSetPin } from "./lock/lock-file.ts";
import { isExpression, namePath } from "./name-path.ts";
import { NAME_TABLE, readNameTable, tablePackages } from "./name-table.ts";

/** What names mean, for every system that was asked for. */
export interface PackageSets {
  /** What it was that the names were looked up in. */
  readonly pin: PackageSetPin;
  /** About where it comes from. */
  readonly warnings?: readonly Diagnostic[] | undefined;
  ofSystem(system: string): PackageSet;
}

/** Names that are mentioned for each system. */
export type NamesBySystem = ReadonlyMap<string, ReadonlySet<string>>;

/** A package set, before anything is looked up in it. */
interface NamedSet {
  /** For messages: "--build-context nixpkgs" or its address. */
  readonly label: string;
  readonly pin: PackageSetPin;
}

/**
 * Names that a devbox.lock has in there, the others with `lookUp`, which is not called for `optional` names where the
 * devbox.lock has all else.
 */
export async function lookUpBeside(
  devbox: PinnedDevboxLock | undefined,
  names: NamesBySystem,
  optional: ReadonlySet<string>,
  lookUp: (names: NamesBySystem) => Promise<PackageSets>,
): Promise<PackageSets> {
  if (devbox === undefined) return lookUp(names);
  const others = new Map<string, Set<string>>();
  for (const [system, some] of names) {
    const rest = [...some].filter((name) => !devbox.has(name));
    if (rest.length > 0) others.set(system, new Set(rest));
  }
  const isNeeded = [...others.values()].some((rest) => [...rest].some((name) => !optional.has(name)));
  const sets = isNeeded ? await lookUp(others) : undefined;
  return {
    pin: sets?.pin ?? devbox.pin,
    warnings: sets?.warnings,
    ofSystem: (system) => ({
      find: (name) => {
        const set = devbox.has(name) ? devbox : sets;
        if (set === undefined) throw new UnknownPackage(`"${name}" is not in ${devbox.pin.source}`, undefined);
        return set.ofSystem(system).find(name);
      },
    }),
  };
}

/** Whether a name table will not do: expressions, nixpkgs.config and overlays need Nix in any case. */
export function needsNix(
  { config, overlays }: Pick<EvaluationRequest, "config" | "overlays">,
  names: NamesBySystem,
): boolean {
  const all = [...names.values()].flatMap((some) => [...some]);
  return overlays.length > 0 || Object.keys(config).length > 0 || all.some(isExpression);
}

/** The packages of a name table. Throws a DeclError where it is none. */
export function tableSets(source: NamedSet, text: string): PackageSets {
  const table = inTable(source, () => readNameTable(text));
  return {
    pin: source.pin.sha256 === undefined ? { ...source.pin, sha256: sha256Sri(text) } : source.pin,
    ofSystem: (system) => inTable(source, () => tablePackages(table, system)),
  };
}

/** Names as evaluate.nix is asked for them: expressions are files of `folder`, by their names there. */
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

/** The pin of a set that Nix evaluated: `nix` is its store path, where it has one. */
export function evaluatedPin(pin: PackageSetPin, { version }: Evaluation, nix: string | undefined): PackageSetPin {
  return { ...pin, ...(version === "" ? {} : { version }), ...(nix === undefined ? {} : { nix }) };
}

/** For `Evaluation.error`. */
export function unusableSet({ label }: NamedSet, error: string): DeclError {
  return new DeclError({
    code: "no-package-set",
    message: `${label} cannot be evaluated: ${explainNixError(error).message}`,
  });
}

/** Runs what reads a set's name table. */
export function inTable<T>({ label }: NamedSet, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({ code: "no-package-set", message: `${label}: ${NAME_TABLE}: ${error.message}` });
  }
}
