import type { Definition } from "../../options/definition.ts";
import type { Place } from "../../text/diagnostic.ts";
import type { Value } from "../../value/value.ts";

/** How many names of a path must match for a place to be of use: the place of `services` says nothing about one of the services. */
export const ENOUGH = 2;

/** Where a declaration defines a NixOS option, or else the nearest part around it that it does define. */
export function placeOfOption(definitions: readonly Definition[], names: readonly string[]): Place | undefined {
  const found = definitions.map(({ value }) => deepest(value, names, 0));
  const [best] = found.toSorted((a, b) => b.depth - a.depth);
  return best !== undefined && best.depth >= Math.min(ENOUGH, names.length) ? best.place : undefined;
}

/** Where a declaration defines a NixOS option itself or a part of it; undefined if it does not. */
export function definedAt(definitions: readonly Definition[], names: readonly string[]): Found | undefined {
  return definitions.map(({ value }) => deepest(value, names, 0)).find(({ depth }) => depth === names.length);
}

/**
 * The groups that a declaration defines something of, or reads whoever defines them: `services.gitea`, `programs.git`,
 * `networking.firewall`.
 */
export function wantedGroups(definitions: readonly Definition[], reads: readonly (readonly string[])[]): string[][] {
  const defined = definitions.flatMap(({ value }) =>
    namesIn(value).flatMap(({ name, values }) => values.flatMap(namesIn).map((inner) => [name, inner.name])),
  );
  const read = reads.filter((names) => names.length === 2).map((names) => [...names]);
  const groups = [...defined, ...read].filter(([name]) => name !== "imports");
  return [...new Map(groups.map((group) => [group.join("\0"), group])).values()];
}

/** The names of an attribute set, with the values of each. */
function namesIn(value: Value): { readonly name: string; readonly values: readonly Value[] }[] {
  if (value.kind === "property") return value.contents.flatMap(namesIn);
  return value.kind === "attrs" ? Array.from(value.entries, ([name, entry]) => ({ name, values: [entry.value] })) : [];
}

interface Found {
  readonly depth: number;
  readonly place: Place | undefined;
}

function deepest(value: Value, names: readonly string[], depth: number): Found {
  const here = { depth, place: value.place };
  const parts = value.kind === "property" ? value.contents.map((content) => deepest(content, names, depth)) : [];
  const [name = ""] = names.slice(depth);
  const entry = value.kind === "attrs" ? value.entries.get(name) : undefined;
  if (entry !== undefined && depth < names.length) {
    const inner = deepest(entry.value, names, depth + 1);
    // The place of the name is more helpful than that of the object after it.
    parts.push(inner.depth === depth + 1 ? { ...inner, place: entry.key ?? inner.place } : inner);
  }
  return parts.reduce((best, one) => (one.depth > best.depth ? one : best), here);
}
