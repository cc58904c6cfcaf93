import { mentionedPackages, replacePlaceholders } from "../declaration/reference.ts";
import { placeAt, type Value } from "../declaration/value.ts";
import { at, DeclError, type Diagnostic, type Place } from "../diagnostic.ts";
import { FormatError } from "../nix/format-error.ts";
import { DEFAULT_PRIORITY, type Package, type PackageSet, UnknownPackage } from "../nix/package-set.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import type { Configuration, PackageReference } from "../options/schema.ts";

/** A package of the configuration and where it is asked for. */
export interface NamedPackage {
  readonly package: Package;
  readonly place?: Place;
}

/** Every package that a configuration mentions, resolved. */
export interface Packages {
  /** environment.systemPackages, in order. */
  readonly system: readonly NamedPackage[];
  /** All of them and those mentioned in strings: what the closure starts from. Each path once, by its first mention. */
  readonly roots: ReadonlyMap<string, { readonly path: StorePath; readonly place?: Place }>;
  /** Text with its placeholders replaced by store paths. */
  resolveText(text: string): string;
}

/** Names that a configuration mentions: whether a package set is needed at all. */
export function mentionsNames(configuration: Configuration, value: Value): boolean {
  const named = configuration.environment.systemPackages.some((reference) => reference.kind === "attribute");
  return named || placeholders(value).some(({ name }) => !name.startsWith("/"));
}

/**
 * Resolves all packages of a configuration. `packageSet` may be undefined when nothing is named (see mentionsNames).
 * Throws a DeclError with one diagnostic for each name that is unknown.
 */
export function resolvePackages(
  configuration: Configuration,
  value: Value,
  packageSet: PackageSet | undefined,
): Packages {
  const problems: Omit<Diagnostic, "severity">[] = [];
  const find = (reference: PackageReference, place: Place | undefined): Package | undefined => {
    try {
      return reference.kind === "storePath" ? byPath(reference.path) : packageSet?.find(reference.attributePath);
    } catch (error) {
      problems.push(describe(error, place));
      return undefined;
    }
  };
  const roots = new Map<string, { path: StorePath; place?: Place }>();
  const want = (path: StorePath, place: Place | undefined) => {
    if (!roots.has(path.path)) roots.set(path.path, { path, ...at(place) });
  };

  const system = configuration.environment.systemPackages.flatMap((reference, index): NamedPackage[] => {
    const place = placeAt(value, ["environment", "systemPackages", index]);
    const found = find(reference, place);
    for (const path of found?.install ?? []) want(path, place);
    return found === undefined ? [] : [{ package: found, ...at(place) }];
  });
  const byName = new Map<string, StorePath>();
  for (const { name, place } of placeholders(value)) {
    const found = find(referenceOf(name), place);
    if (found === undefined) continue;
    byName.set(name, found.path);
    want(found.path, place);
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new DeclError(first, ...others);

  return {
    system,
    roots,
    resolveText: (text) => replacePlaceholders(text, (name) => byName.get(name)?.path ?? name),
  };
}

function byPath(text: string): Package {
  const path = parseStorePath(text);
  return { attributePath: text, name: path.name, path, install: [path], priority: DEFAULT_PRIORITY };
}

function referenceOf(name: string): PackageReference {
  return name.startsWith("/") ? { kind: "storePath", path: name } : { kind: "attribute", attributePath: name };
}

function describe(error: unknown, place: Place | undefined): Omit<Diagnostic, "severity"> {
  if (error instanceof UnknownPackage) {
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { code: "unknown-package", message: error.message, ...hint, ...at(place) };
  }
  if (error instanceof FormatError) return { code: "wrong-store-path", message: error.message, ...at(place) };
  throw error;
}

/** Every mention of a package inside a string of the declaration, attribute names included. */
function placeholders(root: Value): { name: string; place: Place | undefined }[] {
  const found: { name: string; place: Place | undefined }[] = [];
  const scan = (text: string, place: Place | undefined) => {
    for (const name of mentionedPackages(text)) found.push({ name, place });
  };
  const pending: Value[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.kind === "scalar" && typeof value.value === "string") scan(value.value, value.place);
    if (value.kind === "list") pending.push(...value.items);
    if (value.kind !== "attrs") continue;
    for (const [name, entry] of value.entries) {
      scan(name, entry.key);
      pending.push(entry.value);
    }
  }
  return found;
}
