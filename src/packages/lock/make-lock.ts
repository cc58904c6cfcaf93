import type { Closure, ClosureEntry } from "../../nix/closure.ts";
import { hashSri } from "../../nix/nar-hash.ts";
import type { Package, PackageEntry } from "../../nix/package-entry.ts";
import { LOCK_VERSION, type LockedPath, type LockFile, type PackageSetPin } from "./lock-file.ts";

/** What an image for one system asks for. */
export interface LockedImage {
  /** E.g. "x86_64-linux". */
  readonly system: string;
  readonly packages: Iterable<Package>;
  readonly closure: Closure;
}

/** One lock for all images of a declaration, on all its platforms. */
export function makeLock(images: readonly LockedImage[], packageSet: PackageSetPin | undefined): LockFile {
  const packages: Record<string, Record<string, PackageEntry>> = {};
  const storePaths: Record<string, LockedPath> = {};
  for (const { system, packages: named, closure } of images) {
    const ofSystem = packages[system] ?? {};
    packages[system] = ofSystem;
    for (const { attributePath, entry } of named) if (entry !== undefined) ofSystem[attributePath] = entry;
    for (const entry of closure.entries) storePaths[entry.path.base] = lockedPath(entry);
  }
  return { version: LOCK_VERSION, packageSet, packages, storePaths };
}

/**
 * A lock with what another has for systems that this one says nothing of. Which of its store paths are theirs is not
 * written down, so all of them are kept.
 */
export function withOtherSystems(lock: LockFile, kept: LockFile | undefined): LockFile {
  const others = Object.entries(kept?.packages ?? {}).filter(([system]) => lock.packages[system] === undefined);
  if (kept === undefined || others.length === 0) return lock;
  return {
    ...lock,
    packages: { ...lock.packages, ...Object.fromEntries(others) },
    storePaths: { ...kept.storePaths, ...lock.storePaths },
  };
}

function lockedPath(entry: ClosureEntry): LockedPath {
  const { narHash, narSize, references, cache, url, compression, fileHash, fileSize, deriver, signatures } = entry;
  // Elsewhere it is a hint that nobody checked.
  const ca = entry.trust.by === "content" ? entry.ca : undefined;
  return {
    narHash: hashSri(narHash),
    narSize,
    references: references.map(({ base }) => base),
    cache,
    url,
    compression,
    ...(fileHash === undefined ? {} : { fileHash: hashSri(fileHash) }),
    fileSize,
    ca,
    deriver,
    ...(signatures.length === 0 ? {} : { signatures: [...signatures] }),
  };
}
