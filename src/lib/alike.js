/**
 * Whether a module says the same again. Runs inside the sandbox for declarations and outside of it for decl's own modules.
 */
import { contextOf } from "./context-reference.js";
import { isOption, isType, propertyOf } from "./lib.js";
import { packageOf } from "./package-reference.js";

/** Each is one value wherever it stands. */
const isReference = (value) => packageOf(value) !== undefined || contextOf(value) !== undefined;

/**
 * Whether two values are taken alike. Functions are so only where they are the same; and what is deeper than any
 * declaration of options is not looked at. `isAlikeHere` may know more of two objects than what they hold.
 */
export function isAlike(one, other, isAlikeHere = () => true, depth = 0) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null || depth > 40)
    return false;
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
