import { type Closure, ClosureError, makeClosure } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";
import { causesOf } from "../packages/closure-problems.ts";
import { type Cache, type MadePaths, walkClosure } from "../packages/closure-walk.ts";
import { DownloadFailures } from "../packages/download-failures.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { findLockedClosure, type LockedCaches } from "../packages/lock/locked-closure-source.ts";
import { lockedClosure, missingPaths } from "../packages/lock/locked-packages.ts";
import type { BaseImage } from "../plan/base-image.ts";
import { certificatesFor } from "../plan/certificates.ts";
import type { Packages } from "../plan/packages.ts";
import { at, DeclError } from "../text/diagnostic.ts";

interface ClosureSources {
  readonly lock: LockFile | undefined;
  readonly failures?: DownloadFailures;
  /** What this build has made. */
  readonly made: MadePaths;
  /** What the image starts from: it may have certificates already. */
  readonly base?: BaseImage;
}

/** Everything that an image's packages need: out of the lock where there is one, else as the caches say. */
export async function findClosure(
  packages: Packages,
  caches: LockedCaches,
  { lock, failures = new DownloadFailures(), made, base }: ClosureSources,
): Promise<Closure> {
  return withCertificatePaths(packages, base, (roots) =>
    lock === undefined
      ? walkClosure(roots, caches.all, failures, made)
      : findLockedClosure(lock, roots, caches, { failures, made }),
  );
}

/** The same for a lock that is being written: what the old one has stays as it is, the rest is asked of the caches. */
export async function extendClosure(
  packages: Packages,
  caches: readonly Cache[],
  lock: LockFile | undefined,
): Promise<Closure> {
  return withCertificatePaths(packages, undefined, async (roots) => {
    const locked = lock === undefined ? [] : roots.filter((path) => missingPaths(lock, [path]).length === 0);
    const fresh = roots.filter((path) => !locked.includes(path));
    const known = lock === undefined ? [] : lockedClosure(lock, locked).entries;
    return makeClosure(roots, [...(await walkClosure(fresh, caches)).entries, ...known]);
  });
}

/** The same where nobody can be asked: it is all in the lock, or a ClosureError. */
export function closureInLock(packages: Packages, lock: LockFile): Promise<Closure> {
  return withCertificatePaths(packages, undefined, async (roots) => lockedClosure(lock, roots));
}

/** The packages' closure, and where something in it speaks TLS that of the certificates too. */
async function withCertificatePaths(
  packages: Packages,
  base: BaseImage | undefined,
  find: (roots: readonly StorePath[]) => Promise<Closure>,
): Promise<Closure> {
  const closure = await find(Array.from(packages.roots.values(), ({ path }) => path));
  const certificates = certificatesFor(packages, closure, base);
  if (certificates.kind !== "ours") return closure;
  const more = certificates.roots.filter((path) => closure.get(path) === undefined);
  const added = more.length === 0 ? [] : (await find(more)).entries;
  return makeClosure([...closure.roots, ...certificates.roots], [...closure.entries, ...added]);
}

/** A closure that could not be found, told at the packages that need what is missing. Any other error is thrown again. */
export function explainClosure(error: unknown, packages: Packages): DeclError {
  if (!(error instanceof ClosureError)) throw error;
  const roots = [...packages.roots.values()];
  const [first, ...others] = causesOf(error.problems).map(({ example, message, hint }) => {
    const root = example.kind === "cycle" ? undefined : example.wantedBy[0];
    const place = roots.find(({ path }) => path.path === root?.path)?.place;
    const isForTls = packages.forTls.packages.some(({ path }) => path.path === root?.path);
    return {
      code: `closure-${example.kind}`,
      message,
      ...at(place),
      hint: isForTls ? NO_CERTIFICATES : hint,
    };
  });
  if (first === undefined) throw error;
  return new DeclError(first, ...others);
}

const NO_CERTIFICATES =
  "it has the certificates for programs that speak TLS: security.pki.installCACerts = false leaves them out";
