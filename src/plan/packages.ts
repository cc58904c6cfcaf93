import { replacePlaceholders } from "../declaration/reference.ts";
import { at, DeclError, type Diagnostic, type Place } from "../diagnostic.ts";
import { FormatError } from "../nix/format-error.ts";
import { DEFAULT_PRIORITY, type Package, type PackageSet, UnknownPackage } from "../nix/package-set.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import { type ImageContent, mentionedIn } from "./image-content.ts";

/** Every package that an image's content mentions, resolved. */
export interface Packages {
  /** Those that are installed, in order. */
  readonly system: readonly Package[];
  /** All of them and those in texts: what the closure starts from. Each path once. */
  readonly roots: ReadonlyMap<string, { readonly path: StorePath; readonly place?: Place }>;
  /** A text with its placeholders replaced by store paths. */
  resolveText(text: string): string;
}

/** Whether anything is named by attribute path, so that a package set is needed. */
export function mentionsNames(content: ImageContent): boolean {
  return mentionedIn(content).some((name) => !name.startsWith("/"));
}

/**
 * Resolves all packages of an image's content. `packageSet` may be undefined when nothing is named (see mentionsNames);
 * `placeOf` says where the declaration mentions a name. Throws a DeclError with one diagnostic for each that is unknown.
 */
export function resolvePackages(
  content: ImageContent,
  placeOf: (name: string) => Place | undefined,
  packageSet: PackageSet | undefined,
): Packages {
  const problems: Omit<Diagnostic, "severity">[] = [];
  const found = new Map<string, Package>();
  for (const name of mentionedIn(content)) {
    try {
      const resolved = name.startsWith("/") ? byPath(name) : packageSet?.find(name);
      if (resolved !== undefined) found.set(name, resolved);
    } catch (error) {
      problems.push(describe(error, placeOf(name)));
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new DeclError(first, ...others);

  const roots = new Map<string, { path: StorePath; place?: Place }>();
  const want = (name: string, path: StorePath) => {
    if (!roots.has(path.path)) roots.set(path.path, { path, ...at(placeOf(name)) });
  };
  const installed = new Set(content.systemPackages);
  for (const [name, resolved] of found) {
    for (const path of installed.has(name) ? resolved.install : [resolved.path]) want(name, path);
  }
  // What is installed may be mentioned too, and `${pkgs.x}` may be an output that is not installed.
  for (const text of mentionedIn({ ...content, systemPackages: [] })) {
    const resolved = found.get(text);
    if (resolved !== undefined) want(text, resolved.path);
  }
  return {
    system: content.systemPackages.flatMap((name) => found.get(name) ?? []),
    roots,
    resolveText: (text) => replacePlaceholders(text, (name) => found.get(name)?.path.path ?? name),
  };
}

function byPath(text: string): Package {
  const path = parseStorePath(text);
  return { attributePath: text, name: path.name, path, install: [path], priority: DEFAULT_PRIORITY };
}

function describe(error: unknown, place: Place | undefined): Omit<Diagnostic, "severity"> {
  if (error instanceof UnknownPackage) {
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { code: "unknown-package", message: error.message, ...hint, ...at(place) };
  }
  if (error instanceof FormatError) return { code: "wrong-store-path", message: error.message, ...at(place) };
  throw error;
}
