import { contextOf } from "../../lib/context-reference.ts";
import { isOption, type MadeOption } from "../../lib/option.ts";
import { packageOf } from "../../lib/package-reference.ts";
import { isPending } from "../../lib/pending.ts";
import { type PropertyParts, propertyParts } from "../../lib/property.ts";
import { isType, type MadeType, mapInner } from "../../lib/types.ts";
import type { Encoded, EncodedOption, EncodedType } from "../protocol.ts";
import { isImages } from "./images.ts";
import { markOf } from "./literals.ts";
import { numberFunction, numberModule } from "./numbers.ts";
import { Unusable } from "./unusable.ts";

const { getPrototypeOf } = Object;
const { isArray } = Array;

/** The position of the value that is encoded. */
interface Way {
  /** The names that lead to it; changes as the walk goes down and up. */
  readonly path: (string | number)[];
  /** The objects around it, outermost first; changes as the walk goes down and up. */
  readonly around: object[];
  /** Whether functions are modules. What an option's `apply` returns cannot hold any. */
  readonly mayHoldModules: boolean;
}

/** Encodes a value of a module for the host. Throws an Unusable if a configuration cannot hold it. */
export const encode = (value: unknown, path: readonly string[] = []): Encoded =>
  encodeValue(value, { path: [...path], around: [], mayHoldModules: true });

/** The same for what an option's `apply` returns. */
export const encodeApplied = (value: unknown): Encoded =>
  encodeValue(value, { path: [], around: [], mayHoldModules: false });

function encodeValue(value: unknown, way: Way): Encoded {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw unusable(`${value} is not a number that a configuration can hold`, "was it calculated from nothing?", way);
  }
  if (typeof value === "function" && way.mayHoldModules && !isPending(value)) return { f: numberModule(value) };
  if (typeof value !== "object") {
    const hint = typeof value === "function" ? "call it, and use what it returns" : "write it as a text or a number";
    throw unusable(`a ${typeof value} is not a configuration value`, hint, way);
  }
  const packageName = packageOf(value);
  if (packageName === "") throw unusable("pkgs itself is not a package", "name one: `pkgs.hello`", way);
  if (packageName !== undefined) return { p: packageName };
  const files = contextOf(value);
  if (files !== undefined) return { x: files };
  if (isImages(value)) {
    throw unusable("images() is only for the default export", "`export default images({ web, worker })`", way);
  }
  if (way.around.includes(value)) {
    const hint = "a configuration is a tree: no part of it holds what it is in";
    throw unusable("this value contains itself", hint, way);
  }
  way.around.push(value);
  const encoded = encodeObject(value, way);
  way.around.pop();
  return encoded;
}

/** An error about a value, with the mark of the object around it. */
const unusable = (what: string, hint: string, { path, around }: Way) =>
  new Unusable(what, [...path], around.length === 0 ? undefined : markOf(around[around.length - 1]), hint);

function encodeObject(value: object, way: Way): Encoded {
  const property = propertyParts(value);
  if (property !== undefined) return encodeProperty(property, way);
  if (isOption(value)) return { d: encodeOption(value, way) };
  if (isType(value)) return { t: encodeType(value, way) };
  if (isArray(value)) return { l: encodeItems(value, way), m: markOf(value) };
  const prototype = getPrototypeOf(value);
  if (prototype !== null && getPrototypeOf(prototype) !== null) {
    const hint = "a configuration is made of texts, numbers, true, false, null, lists and objects";
    way.around.pop();
    const name = `${prototype.constructor?.name ?? "class instance"}`;
    throw unusable(`${/^[AEIOU]/.test(name) ? "an" : "a"} ${name} is not a configuration value`, hint, way);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw new Unusable("a symbol cannot be a name", way.path, markOf(value), "names are texts");
  }
  return { o: encodeEntries(value, way), m: markOf(value) };
}

function encodeItems(list: readonly unknown[], way: Way): Encoded[] {
  const items: Encoded[] = [];
  for (const item of list) {
    if (isPending(item)) continue;
    way.path.push(items.length);
    if (item === undefined) {
      const hint = "lib.optionals leaves elements out";
      throw new Unusable("undefined is not a list element", way.path, markOf(list), hint);
    }
    items.push(encodeValue(item, way));
    way.path.pop();
  }
  return items;
}

function encodeEntries(value: object, way: Way): [string, Encoded][] {
  const entries: [string, Encoded][] = [];
  for (const name of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[name]; // a key of it
    if (member === undefined || isPending(member) || isPending(name)) continue;
    way.path.push(name);
    entries.push([name, encodeValue(member, way)]);
    way.path.pop();
  }
  return entries;
}

/** A property adds no name to the paths of what it defines. */
function encodeProperty({ name, holds, number, contents }: PropertyParts, way: Way): Encoded {
  return { w: name, c: holds, n: number, v: contents.map((one) => encodeValue(one, way)) };
}

const encodeFields = (value: object, way: Way) => Object.fromEntries(encodeEntries(value, way));

function encodeOption({ apply, ...fields }: MadeOption, way: Way): EncodedOption {
  const encoded = encodeFields(fields, way) as EncodedOption; // the host reads no others
  return typeof apply === "function" ? { ...encoded, apply: numberFunction(apply) } : encoded;
}

function encodeType(type: MadeType, way: Way): EncodedType {
  const { of, module, values, kind, ...fields } = type;
  return {
    kind,
    ...encodeFields(fields, way),
    // The values of an enum stay plain: they are no values of the configuration and have no places.
    values,
    of: mapInner(of, (one) => encodeType(one, way)),
    module: module === undefined ? undefined : numberModule(module),
  };
}
