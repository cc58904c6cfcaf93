import type { Closure, ClosureEntry } from "../../nix/closure.ts";
import { hashSri } from "../../nix/nar-hash.ts";
import type { Package, PackageEntry } from "../../nix/package-entry.ts";
import { defined } from "../../text/defined.ts";
import type { PlannedBuild } from "../builds/plan-builds.ts";
import { LOCK_VERSION, type LockedBuild, type LockedPath, type LockFile, type PackageSetPin } from "./lock-file.ts";

/** The packages, closure and builds of an image for one system. */
export interface LockedImage {
  /** E.g. "x86_64-linux". */
  readonly system: string;
  readonly packages: Iterable<Package>;
  /** The closure of its packages and of what is built. Paths that are built are only in `builds`. */
  readonly closure: Pick<Closure, "entries">;
  readonly builds?: Iterable<Pick<PlannedBuild, "path" | "derivation" | "inputs">>;
  /** The base names of files that the evaluation puts into the store. */
  readonly sources?: readonly string[];
}

/** One lock for all images of a declaration, on all its platforms. */
export function makeLock(images: readonly LockedImage[], packageSet: PackageSetPin | undefined): LockFile {
  const packages: Record<string, Record<string, PackageEntry>> = {};
  const storePaths: Record<string, LockedPath> = {};
  const locked: Record<string, LockedBuild> = {};
  const sources = [...new Set(images.flatMap((image) => image.sources ?? []))].sort();
  for (const { system, packages: named, closure, builds = [] } of images) {
    const ofSystem = packages[system] ?? {};
    packages[system] = ofSystem;
    for (const { attributePath, entry } of named) if (entry !== undefined) ofSystem[attributePath] = entry;
    for (const entry of closure.entries) {
      if (entry.trust.by !== "build") storePaths[entry.path.base] = lockedPath(entry);
    }
    for (const build of builds) locked[build.path.base] = lockedBuild(build);
  }
  const builds = Object.keys(locked).length === 0 ? {} : { builds: locked };
  return {
    version: LOCK_VERSION,
    packageSet,
    packages,
    storePaths,
    ...builds,
    ...(sources.length === 0 ? {} : { sources }),
  };
}

/**
 * Adds the entries that another lock has for systems which this one does not have. All store paths of the other lock are kept, since a
 * lock does not say which systems they are for.
 */
export function withOtherSystems(lock: LockFile, kept: LockFile | undefined): LockFile {
  const others = Object.entries(kept?.packages ?? {}).filter(([system]) => lock.packages[system] === undefined);
  if (kept === undefined || others.length === 0) return lock;
  return {
    ...lock,
    packages: { ...lock.packages, ...Object.fromEntries(others) },
    storePaths: { ...kept.storePaths, ...lock.storePaths },
    ...(kept.builds === undefined ? {} : { builds: { ...kept.builds, ...lock.builds } }),
    ...(kept.sources === undefined ? {} : { sources: [...new Set([...kept.sources, ...(lock.sources ?? [])])].sort() }),
  };
}

function lockedBuild({ derivation, inputs }: Pick<PlannedBuild, "derivation" | "inputs">): LockedBuild {
  return {
    outputs: Object.fromEntries(Array.from(derivation.outputs, ([name, { path }]) => [name, path.base])),
    inputs: inputs.map(({ base }) => base).sort(),
  };
}

function lockedPath(entry: ClosureEntry): LockedPath {
  const { narHash, narSize, references, cache, url, compression, fileHash, fileSize, deriver, signatures } = entry;
  // A `ca` that is not the reason for trust has not been checked.
  const ca = entry.trust.by === "content" ? entry.ca : undefined;
  return {
    narHash: hashSri(narHash),
    narSize,
    references: references.map(({ base }) => base),
    cache,
    url,
    compression,
    ...defined({ fileHash: fileHash && hashSri(fileHash) }),
    fileSize,
    ca,
    deriver,
    ...(signatures.length === 0 ? {} : { signatures: [...signatures] }),
  };
}
