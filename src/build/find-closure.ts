import { type Closure, ClosureError, makeClosure } from "../nix/closure.ts";
import { parseStorePathBase, type StorePath } from "../nix/store-path.ts";
import { foreseen } from "../packages/builds/makers.ts";
import type { Caches } from "../packages/caches.ts";
import { causesOf } from "../packages/closure-problems.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { lockedClosure, missingPaths } from "../packages/lock/locked-packages.ts";
import { trustLocked } from "../packages/lock/trust-locked.ts";
import { type FindOptions, madeInLock, type PathSource, pathsOfCaches } from "../packages/path-source.ts";
import type { BaseImage } from "../plan/base-image.ts";
import { certificatesFor } from "../plan/certificates.ts";
import type { Packages } from "../plan/packages.ts";
import { at, DeclError } from "../text/diagnostic.ts";

interface ClosureOptions extends FindOptions {
  /** What the image starts from: it may have certificates already. */
  readonly base?: BaseImage | undefined;
}

/** Everything that an image's packages need. Rejects with a ClosureError. */
export function findClosure(
  packages: Packages,
  source: Pick<PathSource, "find">,
  { base, ...options }: ClosureOptions = {},
): Promise<Closure> {
  return withCertificatePaths(packages, base, (roots) => source.find(roots, options));
}

/** Paths for a lock that is being written: what the old one has stays as it is, the rest is asked of the caches. */
export function pathsToLock(
  { all: caches, rulesOf }: Pick<Caches, "all" | "rulesOf">,
  kept: LockFile | undefined,
): PathSource {
  const ofCaches = pathsOfCaches({ all: caches });
  return {
    ...ofCaches,
    find: async (roots, { made = new Map() } = {}) => {
      const locked = kept === undefined ? [] : roots.filter((path) => missingPaths(kept, [path]).length === 0);
      const fresh = roots.filter((path) => !locked.includes(path));
      const known = kept === undefined ? [] : trustLocked(kept, lockedClosure(kept, locked).entries, rulesOf);
      return makeClosure(roots, [...(await ofCaches.find(fresh, { made })).entries, ...known]);
    },
  };
}

/** The same where nobody can be asked: it is all in the lock, or will be built, or a ClosureError. */
export function closureInLock(packages: Packages, lock: LockFile): Promise<Closure> {
  const locked = Array.from(madeInLock(lock), parseStorePathBase);
  const built = [...locked, ...packages.builds.map(({ path }) => path)];
  const made = built.map((path) => foreseen(path).entry);
  return withCertificatePaths(packages, undefined, async (roots) => lockedClosure(lock, roots, made));
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
  return new DeclError(first, others);
}

const NO_CERTIFICATES =
  "it has the certificates for programs that speak TLS: security.pki.installCACerts = false leaves them out";
