import { contextOf } from "./context-reference.ts";
import { isOption } from "./option.ts";
import { packageOf } from "./package-reference.ts";
import { propertyOf } from "./property.ts";
import { isType } from "./types.ts";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Equal references are one object, so identity decides. */
const isReference = (value: object) => packageOf(value) !== undefined || contextOf(value) !== undefined;

/**
 * Whether two values of modules are equal in all that they hold. Functions are equal only when they are the same function. Values
 * that are nested deeper than any declaration of options are not compared and count as different. `isEqualHere` can tell two
 * objects apart by more than their properties.
 */
export function isDeepEqual(
  one: unknown,
  other: unknown,
  isEqualHere: (one: object, other: object) => boolean = () => true,
  depth = 0,
): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other) || depth > 40) return false;
  if (isReference(one) || isReference(other)) return false;
  if (Array.isArray(one) !== Array.isArray(other) || propertyOf(one) !== propertyOf(other)) return false;
  if (isOption(one) !== isOption(other) || isType(one) !== isType(other)) return false;
  if (!isEqualHere(one, other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(other, name) || !isDeepEqual(one[name], other[name], isEqualHere, depth + 1)) return false;
  }
  return true;
}
