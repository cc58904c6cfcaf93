import type { EvaluatedImage } from "../build/evaluate-images.ts";
import type { Session } from "../context/session.ts";
import { FormatError } from "../nix/format-error.ts";
import { nameAndVersion } from "../nix/name-and-version.ts";
import { type Package, type PackageSet, UnknownPackage } from "../nix/package-entry.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { lockedPackages } from "../packages/lock/locked-packages.ts";
import { openPackageSets } from "../packages/package-sets.ts";
import { PACKAGE_SET_CONTEXT } from "../packages/sources/context.ts";
import { mentionedIn } from "../plan/image-content.ts";
import { mentionedNames } from "../plan/packages.ts";
import { licenseText } from "../plan/sbom/license.ts";
import { DeclError } from "../text/diagnostic.ts";
import { packageText } from "../value/reference.ts";

/** A package of an image, with what its package set says of it. */
export interface ListedPackage {
  /** As a declaration writes it: "pkgs.hello". */
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly mainProgram?: string;
  /** Store path of every output. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/**
 * The packages that an image mentions, in the order of their names. Of those that cannot be looked up, names alone: an
 * outline is asked for to learn what to give to a build. No package set is fetched for it.
 */
export async function listPackages(
  session: Session,
  image: EvaluatedImage,
  lock: LockFile | undefined,
): Promise<ListedPackage[]> {
  const known = await lookUp(session, image, lock);
  return mentionedIn(image.content)
    .map((name): ListedPackage => ({ name: packageText(name), ...describe(known.get(name)) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function lookUp(
  session: Session,
  { configuration, content, platform: { system } }: EvaluatedImage,
  lock: LockFile | undefined,
): Promise<ReadonlyMap<string, Package>> {
  const names = mentionedNames(content);
  const locked = lock === undefined ? new Map<string, Package>() : findEach(lockedPackages(lock, system, ""), names);
  const others = new Set(names.filter((name) => !locked.has(name)));
  const isAtHand = session.request.context(PACKAGE_SET_CONTEXT) !== undefined;
  const hasDevboxLock = configuration.config.nixpkgs.devboxLock !== null;
  if (others.size === 0 || !(isAtHand || hasDevboxLock)) return locked;
  try {
    const optional = isAtHand ? new Set<string>() : others;
    const sets = await openPackageSets(session, configuration, new Map([[system, others]]), optional);
    return new Map([...locked, ...findEach(sets.ofSystem(system), others)]);
  } catch (error) {
    if (error instanceof DeclError) return locked;
    throw error;
  }
}

/** Those of the names that the set has. */
function findEach(set: PackageSet, names: Iterable<string>): Map<string, Package> {
  const found = new Map<string, Package>();
  for (const name of names) {
    try {
      found.set(name, set.find(name));
    } catch (error) {
      if (!(error instanceof UnknownPackage || error instanceof FormatError)) throw error;
    }
  }
  return found;
}

function describe(found: Package | undefined): Omit<ListedPackage, "name"> {
  if (found?.entry === undefined) return {};
  const { name, outputs, meta = {} } = found.entry;
  const { version } = nameAndVersion(name, found.entry.version);
  const { description, homepage, mainProgram } = meta;
  const license = meta.license === undefined ? undefined : licenseText(meta.license);
  const facts = { version, description, license, homepage, mainProgram };
  return { ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)), outputs };
}
