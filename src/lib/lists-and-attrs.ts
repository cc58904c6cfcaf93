/** Lists and attribute sets, as NixOS modules use them. */
import { isOption } from "./option.ts";
import { propertyOf } from "./property.ts";
import { isType } from "./types.ts";

type Lib = typeof import("./lib.d.ts");

export const optional: Lib["optional"] = (condition, value) => (condition ? [value] : []);
export const optionals: Lib["optionals"] = (condition, values) => (condition ? values : []);
export const optionalAttrs: Lib["optionalAttrs"] = (condition, attrs) => (condition ? attrs : {});
export const mapAttrs: Lib["mapAttrs"] = (map, attrs) =>
  Object.fromEntries(Object.entries(attrs).map(([name, value]) => [name, map(name, value)]));
export const filterAttrs: Lib["filterAttrs"] = (keep, attrs) =>
  Object.fromEntries(Object.entries(attrs).filter(([name, value]) => keep(name, value)));
export const mapAttrsToList: Lib["mapAttrsToList"] = (map, attrs) =>
  Object.entries(attrs).map(([name, value]) => map(name, value));
export const attrNames: Lib["attrNames"] = (attrs) => Object.keys(attrs).sort();
export const attrValues: Lib["attrValues"] = (attrs) =>
  Object.entries(attrs)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => value);
export const genAttrs: Lib["genAttrs"] = (names, make) => Object.fromEntries(names.map((name) => [name, make(name)]));
export const nameValuePair: Lib["nameValuePair"] = (name, value) => ({ name, value });
export const listToAttrs: Lib["listToAttrs"] = (pairs) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
export const flatten: Lib["flatten"] = (list) => [list].flat(Infinity);
export const subtractLists: Lib["subtractLists"] = (without, list) => list.filter((one) => !without.includes(one));
export const unique: Lib["unique"] = (values) => [...new Set(values)];
export const range: Lib["range"] = (first, last) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);

/** Merges two attribute sets and the attribute sets in them. For other values the second wins. */
export const recursiveUpdate: Lib["recursiveUpdate"] = <T extends object, U extends object>(first: T, second: U) =>
  updated(first as Attrs, second as Attrs) as T & U; // objects are attribute sets

type Attrs = Readonly<Record<string, unknown>>;

function updated(first: Attrs, second: Attrs): Attrs {
  const merged: Record<string, unknown> = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = first[name];
    merged[name] = isAttrs(before) && isAttrs(value) ? updated(before, value) : value;
  }
  return merged;
}

const isAttrs = (value: unknown): value is Attrs =>
  typeof value === "object" &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  !(isOption(value) || isType(value) || propertyOf(value) !== undefined);
