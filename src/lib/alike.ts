import { contextOf } from "./context-reference.ts";
import { isOption } from "./option.ts";
import { packageOf } from "./package-reference.ts";
import { propertyOf } from "./property.ts";
import { isType } from "./types.ts";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Each is one value wherever it stands. */
const isReference = (value: object) => packageOf(value) !== undefined || contextOf(value) !== undefined;

/**
 * Whether a module says the same again: whether two values are taken alike. Functions are so only where they are the same;
 * and what is deeper than any declaration of options is not looked at. `isAlikeHere` may know more of two objects than what
 * they hold.
 */
export function isAlike(
  one: unknown,
  other: unknown,
  isAlikeHere: (one: object, other: object) => boolean = () => true,
  depth = 0,
): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other) || depth > 40) return false;
  if (isReference(one) || isReference(other)) return false;
  if (Array.isArray(one) !== Array.isArray(other) || propertyOf(one) !== propertyOf(other)) return false;
  if (isOption(one) !== isOption(other) || isType(one) !== isType(other)) return false;
  if (!isAlikeHere(one, other)) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(other, name) || !isAlike(one[name], other[name], isAlikeHere, depth + 1)) return false;
  }
  return true;
}
