import { LockGap, type PackageSet, UnknownPackage } from "../nix/package-entry.ts";
import { parseStorePathBase } from "../nix/store-path.ts";
import type { Configuration } from "../options/configuration.ts";
import { findMention } from "../options/mention.ts";
import type { LockFile, PackageSetPin } from "../packages/lock/lock-file.ts";
import { lockedPackages, missingPaths } from "../packages/lock/locked-packages.ts";
import type { NamesBySystem, PackageSets } from "../packages/name-lookup.ts";
import { madeInLock } from "../packages/path-source.ts";
import { isTlsLibrary } from "../plan/certificates.ts";
import {
  type AddedPath,
  allNames,
  mentionedNames,
  namesForTls,
  type Packages,
  resolvePackages,
} from "../plan/packages.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import type { EvaluatedImage } from "./evaluate-images.ts";

/** What was found for one image. `Files` are those of its packages that are files of build contexts. */
export interface NamedImage<Files> extends EvaluatedImage {
  readonly packages: Packages;
  readonly files: Files;
}

export interface NamedImages<Files> {
  readonly images: readonly NamedImage<Files>[];
  /** Where names were looked up; undefined where the lock, or nobody, had to be asked. */
  readonly pin?: PackageSetPin | undefined;
  /** About the package sets. */
  readonly warnings: readonly Diagnostic[];
}

export interface Locking {
  readonly lock: LockFile;
  /** What the lock does not have is an error, or is looked up. */
  readonly gaps: "refuse" | "look-up";
}

/** Who is asked for what a lock does not have. */
export interface NameSources<Files> {
  /** The package set of a configuration, asked for all `names` at once; `optional` are no reason to open it. */
  openSets(configuration: Configuration, names: NamesBySystem, optional: ReadonlySet<string>): Promise<PackageSets>;
  /** Store paths of files of build contexts, by their names. */
  addFiles(image: EvaluatedImage, placeOf: (name: string) => Place | undefined): Promise<Files>;
}

/**
 * Finds the packages of all images: in the lock, else in the package set, which is asked once. `hint` is for what the lock
 * does not have. Throws a DeclError.
 */
export async function resolveNames<Files extends ReadonlyMap<string, AddedPath>>(
  sources: NameSources<Files>,
  images: readonly EvaluatedImage[],
  locking: Locking | undefined,
  hint: string,
): Promise<NamedImages<Files>> {
  const wanted = new Map<string, { images: EvaluatedImage[]; names: Map<string, Set<string>> }>();
  for (const image of images) {
    const key = packageSetKey(image.configuration);
    const group = wanted.get(key) ?? { images: [], names: new Map<string, Set<string>>() };
    wanted.set(key, group);
    group.images.push(image);
    const { system } = image.platform;
    const names = group.names.get(system) ?? new Set<string>();
    for (const name of namesToAsk(image, locking)) names.add(name);
    if (names.size > 0) group.names.set(system, names);
  }

  const resolved = new Map<EvaluatedImage, NamedImage<Files>>();
  let pin: PackageSetPin | undefined;
  const warnings: Diagnostic[] = [];
  for (const group of wanted.values()) {
    const [first] = group.images;
    if (first === undefined) continue;
    const mustAsk = group.names.size > 0 && (locking === undefined || locking.gaps === "look-up");
    const needed = new Set(group.images.flatMap(({ content }) => mentionedNames(content)));
    const optional = new Set(
      group.images.flatMap(({ content }) => namesForTls(content)).filter((name) => !needed.has(name)),
    );
    // Neither waits for the other.
    const adding = group.images.map((image) => ({ image, files: addFilesOf(sources, image) }));
    const sets = mustAsk ? await sources.openSets(first.configuration, group.names, optional) : undefined;
    pin ??= sets?.pin;
    warnings.push(...(sets?.warnings ?? []));
    for (const { image, files } of adding) {
      const { system } = image.platform;
      const packageSet: PackageSet = {
        find: (name) => {
          if (locking === undefined) return fresh(name);
          if (locking.gaps === "look-up" && !isLocked(locking, system, name)) return fresh(name);
          return lockedPackages(locking.lock, system, hint).find(name);
        },
      };
      const fresh = (name: string) => {
        if (sets === undefined || group.names.get(system)?.has(name) !== true) throw notLookedUp(name);
        return sets.ofSystem(system).find(name);
      };
      const mentionOf = (name: string) => findMention(image.configuration, name);
      const added = await files;
      const packages = resolvePackages(image.content, mentionOf, packageSet, added);
      if (locking?.gaps === "refuse") checkCoverage(locking.lock, packages, hint);
      resolved.set(image, { ...image, packages, files: added });
    }
  }
  return { images: images.flatMap((image) => resolved.get(image) ?? []), pin, warnings };
}

function addFilesOf<Files>(sources: Pick<NameSources<Files>, "addFiles">, image: EvaluatedImage): Promise<Files> {
  const causes = allNames(image.content);
  const added = sources.addFiles(image, (name) => findMention(image.configuration, causes.get(name) ?? name)?.place);
  added.catch(() => undefined); // whoever waits for it is told
  return added;
}

/** What is configured differently is another package set. */
export const packageSetKey = ({ config }: Configuration): string =>
  JSON.stringify({ ...config.nixpkgs, binaryCaches: undefined });

/** The names of an image that a package set has to be asked for. */
function namesToAsk({ content, platform: { system } }: EvaluatedImage, locking: Locking | undefined): string[] {
  const isUnknown = (name: string) => !isLocked(locking, system, name);
  const names = mentionedNames(content).filter(isUnknown);
  // Certificates alone are no reason to ask: whether the image has a TLS library shows later. A lock says it now.
  const isReason = names.length > 0 || (locking !== undefined && locksTls(locking.lock));
  return isReason ? [...names, ...namesForTls(content).filter(isUnknown)] : names;
}

const locksTls = ({ storePaths }: LockFile): boolean =>
  Object.keys(storePaths).some((base) => isTlsLibrary(parseStorePathBase(base)));

/** What a name is that no package set was asked for: only the certificates, when nothing else was to be looked up. */
const notLookedUp = (name: string) => new UnknownPackage(`no package set was asked for "${name}"`, undefined);

function isLocked(locking: Locking | undefined, system: string, name: string): boolean {
  if (locking === undefined) return false;
  try {
    lockedPackages(locking.lock, system, "").find(name);
    return true;
  } catch (error) {
    if (error instanceof LockGap) return false;
    throw error;
  }
}

/** The lock must have every store path, those that are named directly too. */
function checkCoverage(lock: LockFile, packages: Packages, hint: string): void {
  const problems: Omit<Diagnostic, "severity">[] = [];
  const built = madeInLock(lock);
  for (const { path } of packages.builds) built.add(path.base);
  for (const { path, place } of packages.roots.values()) {
    if (built.has(path.base)) continue;
    const [missing] = missingPaths(lock, [path]);
    if (missing === undefined) continue;
    const needed = missing.path === path.path ? "" : `, which ${path.name} needs`;
    problems.push(gap(`the lock file does not have ${missing.path}${needed}`, place, hint));
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new DeclError(first, others);
}

function gap(message: string, place: Place | undefined, hint: string): Omit<Diagnostic, "severity"> {
  return { code: "not-locked", message, ...at(place), hint };
}
