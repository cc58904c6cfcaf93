import type { EvaluatedImage } from "../build/evaluate-images.ts";
import { resolveImages } from "../build/resolve-images.ts";
import type { Session } from "../context/session.ts";
import type { Package } from "../nix/package-entry.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { PACKAGE_SET_CONTEXT } from "../packages/sources/context.ts";
import { mentionedIn } from "../plan/image-content.ts";
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
 * The packages that an image mentions, in the order of their names. Where they cannot be looked up, names alone: an outline
 * is asked for to learn what to give to a build. No package set is fetched for it.
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
  image: EvaluatedImage,
  lock: LockFile | undefined,
): Promise<ReadonlyMap<string, Package>> {
  const isAtHand = session.request.context(PACKAGE_SET_CONTEXT) !== undefined;
  if (lock === undefined && !isAtHand) return new Map();
  const locking = lock === undefined ? undefined : ({ lock, gaps: isAtHand ? "look-up" : "leave-out" } as const);
  try {
    const { images } = await resolveImages(session, [image], locking, "leave-out");
    const found = images.flatMap(({ packages }) => packages.mentioned);
    return new Map(found.map((one) => [one.attributePath, one]));
  } catch (error) {
    if (error instanceof DeclError) return new Map();
    throw error;
  }
}

function describe(found: Package | undefined): Omit<ListedPackage, "name"> {
  if (found?.entry === undefined) return {};
  const { version, outputs, meta = {} } = found.entry;
  const { description, license, homepage, mainProgram } = meta;
  const facts = { version, description, license, homepage, mainProgram };
  return { ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)), outputs };
}
