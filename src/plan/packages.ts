import { buildIn } from "../lib/build-reference.ts";
import { readContextText } from "../lib/context-reference.ts";
import type { Closure } from "../nix/closure.ts";
import { FormatError } from "../nix/format-error.ts";
import type { NarHash } from "../nix/nar-hash.ts";
import { DEFAULT_PRIORITY, LockGap, type Package, type PackageSet, UnknownPackage } from "../nix/package-entry.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import type { Mention } from "../options/mention.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { packageText, replacePlaceholders } from "../value/reference.ts";
import { namesIn, type ResolvedBuild, readBuild, resolveBuild } from "./declared-builds.ts";
import type { ForeignProgram } from "./foreign-warnings.ts";
import { type ImageContent, mentionedForTls, mentionedIn } from "./image-content.ts";
import { withModules } from "./language-modules.ts";

/** Every package that an image's content mentions, resolved. */
export interface Packages {
  /** Those that are installed, in order. */
  readonly system: readonly Package[];
  /** Those that are linked elsewhere, and where. */
  readonly profiles: readonly { readonly path: string; readonly packages: readonly Package[] }[];
  /** Every name and store path that is mentioned, once. */
  readonly mentioned: readonly Package[];
  /** Those that come where a package needs TLS, or why they cannot. */
  readonly forTls: { readonly packages: readonly Package[]; readonly missing?: string };
  /** All of them and those in texts: what the closure starts from. Each path once. */
  readonly roots: ReadonlyMap<string, { readonly path: StorePath; readonly place?: Place }>;
  /** Those that are made of files of build contexts, and so are in no closure. Each path once. */
  readonly added: readonly AddedPath[];
  /** Those that the declaration builds, each after all that it is made of. */
  readonly builds: readonly ResolvedBuild[];
  /** Store paths that those are made of, and builds of files that are not looked at now. */
  readonly buildInputs: readonly StorePath[];
  /** Whether the image mentions a package of this name. */
  has(name: string): boolean;
  /** A text with its placeholders replaced by store paths. */
  resolveText(text: string): string;
}

/** A store path made of files of a build context. */
export interface AddedPath {
  readonly path: StorePath;
  readonly ca: string;
  readonly narHash: NarHash;
  /** Bytes of the archive. */
  readonly narSize: number;
  /** In words: "app of the build context". */
  readonly subject: string;
  readonly foreign?: readonly ForeignProgram[] | undefined;
  readonly place?: Place;
}

/** What is named by attribute path, so that a package set is needed. */
export function mentionedNames(content: ImageContent): string[] {
  return [...allNames(content).keys()].filter(isLookedUp);
}

const isLookedUp = (name: string) =>
  !name.startsWith("/") && readContextText(name) === undefined && buildIn(name) === undefined;

/**
 * Everything that the content mentions and that its builds are made of, each build after that, with what the content itself
 * mentions it for: a name of its own, or the build that needs it. What is no build is left to whoever resolves it.
 */
export function allNames(content: ImageContent): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = (name: string, cause: string) => {
    if (names.has(name)) return;
    for (const part of partsOf(name)) add(part, cause);
    names.set(name, cause);
  };
  const mentioned = mentionedIn(content);
  for (const name of mentioned) add(name, name);
  for (const name of mentioned) names.set(name, name); // a build may have needed it first
  return names;
}

function partsOf(name: string): string[] {
  try {
    const build = readBuild(name);
    return build === undefined ? [] : namesIn(build);
  } catch (error) {
    if (error instanceof FormatError) return [];
    throw error;
  }
}

/** What is looked up beside that: it may be needed, and may be missing. */
export function namesForTls(content: ImageContent): string[] {
  return mentionedForTls(content).filter((name) => !name.startsWith("/"));
}

/**
 * Resolves all packages of an image's content. `packageSet` may be undefined when nothing is named (see mentionedNames); of
 * files of build contexts those that `files` has are resolved, others left out. `mentionOf` says where the declaration asks
 * for a name. Throws a DeclError with one diagnostic for each that is unknown.
 */
export function resolvePackages(
  content: ImageContent,
  mentionOf: (name: string) => Mention | undefined,
  packageSet: PackageSet | undefined,
  files: ReadonlyMap<string, AddedPath> = new Map(),
): Packages {
  const problems: Omit<Diagnostic, "severity">[] = [];
  const found = new Map<string, Package>();
  const builds: ResolvedBuild[] = [];
  const buildInputs = new Map<string, StorePath>();
  const all = allNames(content);
  for (const [name, cause] of all) {
    try {
      const build = readBuild(name);
      const made = build && resolveBuild(build, (part) => found.get(part));
      for (const path of made?.inputs ?? []) buildInputs.set(path.path, path);
      const isBuild = made !== undefined && "path" in made;
      if (isBuild) builds.push({ ...made, ...at(mentionOf(cause)?.place) });
      const resolved =
        build === undefined ? resolve(name, packageSet, files) : isBuild ? byPath(name, made.path) : undefined;
      if (resolved !== undefined) found.set(name, resolved);
    } catch (error) {
      const problem = describe(error, mentionOf(cause));
      // A lock that has nothing for a system says the same of every name.
      if (!problems.some(({ message }) => message === problem.message)) problems.push(problem);
    }
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new DeclError(first, others);

  const forTls = findForTls(content, packageSet);
  const roots = new Map<string, { path: StorePath; place?: Place }>();
  const own = [...files].filter(([name]) => all.get(name) === name);
  const added = new Map(own.map(([, one]) => [one.path.path, one]));
  const want = (name: string, path: StorePath) => {
    if (added.has(path.path)) return;
    if (!roots.has(path.path)) roots.set(path.path, { path, ...at(mentionOf(name)?.place) });
  };
  const installed = new Set([...content.systemPackages, ...content.profiles.flatMap(({ packages }) => packages)]);
  for (const [name, resolved] of found) {
    if (!installed.has(name)) continue;
    const complete = withModules(withOutputs(resolved, content.extraOutputs));
    found.set(name, { ...complete, priority: content.priorities?.[name] ?? complete.priority });
  }
  for (const [name, resolved] of found) {
    if (all.get(name) !== name) continue; // only a build needs it
    for (const path of installed.has(name) ? resolved.install : [resolved.path]) want(name, path);
  }
  // What is installed may be mentioned too, and `${pkgs.x}` may be an output that is not installed.
  for (const text of mentionedIn({ ...content, systemPackages: [], profiles: [] })) {
    const resolved = found.get(text);
    if (resolved !== undefined) want(text, resolved.path);
  }
  const known = new Map(forTls.packages.map((pkg) => [pkg.attributePath, pkg]));
  for (const [name, pkg] of found) known.set(name, pkg);
  return {
    system: content.systemPackages.flatMap((name) => found.get(name) ?? []),
    profiles: content.profiles.map(({ path, packages }) => ({
      path,
      packages: packages.flatMap((name) => found.get(name) ?? []),
    })),
    mentioned: [...found.values()],
    forTls,
    roots,
    added: [...added.values()],
    builds,
    buildInputs: [...buildInputs.values()].filter(({ path }) => builds.every((build) => build.path.path !== path)),
    has: (name) => found.has(name),
    resolveText: (text) =>
      replacePlaceholders(text, (name) => known.get(name)?.path.path ?? `\${${packageText(name)}}`),
  };
}

function findForTls(content: ImageContent, packageSet: PackageSet | undefined): Packages["forTls"] {
  const packages: Package[] = [];
  for (const name of mentionedForTls(content)) {
    try {
      const found = resolve(name, packageSet, new Map());
      if (found === undefined) return { packages: [], missing: `"${name}" was looked up nowhere` };
      packages.push(found);
    } catch (error) {
      if (!(error instanceof UnknownPackage)) throw error;
      return { packages: [], missing: error.message };
    }
  }
  return { packages };
}

/** Everything by name that is in a closure: for the lock file. */
export function packagesIn({ mentioned, forTls }: Packages, closure: Closure): readonly Package[] {
  return [...mentioned, ...forTls.packages.filter((one) => !mentioned.includes(one) && closure.get(one.path))];
}

/** The package with those of these outputs installed that it has (nixpkgs: buildEnv's extraOutputsToInstall). */
function withOutputs(pkg: Package, names: readonly string[]): Package {
  const outputs = pkg.entry?.outputs ?? {};
  const paths = names.flatMap((name) => (Object.hasOwn(outputs, name) ? parseStorePath(outputs[name] ?? "") : []));
  const more = paths.filter(({ path }) => !pkg.install.some((installed) => installed.path === path));
  return { ...pkg, install: [...pkg.install, ...more] };
}

function resolve(
  name: string,
  packageSet: PackageSet | undefined,
  files: ReadonlyMap<string, AddedPath>,
): Package | undefined {
  if (name.startsWith("/")) return byPath(name, parseStorePath(name));
  if (readContextText(name) === undefined) return packageSet?.find(name);
  const added = files.get(name);
  return added === undefined ? undefined : byPath(name, added.path);
}

function byPath(text: string, path: StorePath): Package {
  return { attributePath: text, name: path.name, path, install: [path], priority: DEFAULT_PRIORITY };
}

function describe(error: unknown, mention: Mention | undefined): Omit<Diagnostic, "severity"> {
  const where = { path: mention?.path, ...at(mention?.place) };
  if (error instanceof UnknownPackage) {
    // The init and the like mention packages without an option.
    const hint =
      error.hint ?? (mention === undefined ? "a module of decl's needs it: the package set must have it" : undefined);
    const code = error instanceof LockGap ? "not-locked" : "unknown-package";
    return { code, message: error.message, ...where, hint };
  }
  if (error instanceof FormatError) return { code: "wrong-store-path", message: error.message, ...where };
  throw error;
}
