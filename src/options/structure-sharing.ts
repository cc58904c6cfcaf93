import { contextOf } from "../lib/context-reference.ts";
import { packageOf } from "../lib/package-reference.ts";

/**
 * `now`, with everything in it that equals its counterpart in `before` replaced by that: then equal parts of two
 * configurations are the same objects, and whether something changed between two rounds is one comparison.
 *
 * before { a: {x: 1}, b: [1] }, now { a: {x: 1}, b: [2] }: the result is { a: before.a, b: [2] }
 */
export function shareStructure(before: unknown, now: unknown): unknown {
  if (before === now || !isPlain(before) || !isPlain(now)) return now;
  if (Array.isArray(before) || Array.isArray(now)) {
    return Array.isArray(before) && Array.isArray(now) ? shareList(before, now) : now;
  }
  let isSame = true;
  let count = 0;
  for (const name of Object.getOwnPropertyNames(now)) {
    count++;
    const own = Object.getOwnPropertyDescriptor(now, name);
    const other = Object.getOwnPropertyDescriptor(before, name);
    // An option without a value is a getter that throws. All of these count as equal.
    if (own?.get !== undefined || other?.get !== undefined) {
      if (own?.get === undefined || other?.get === undefined) isSame = false;
      continue;
    }
    const shared = shareStructure(other?.value, own?.value);
    if (other === undefined || shared !== other.value) isSame = false;
    if (shared !== own?.value) Reflect.set(now, name, shared);
  }
  return isSame && count === Object.getOwnPropertyNames(before).length ? before : now;
}

function shareList(before: readonly unknown[], now: unknown[]): readonly unknown[] {
  let isSame = before.length === now.length;
  for (const [index, item] of now.entries()) {
    const shared = shareStructure(before[index], item);
    if (shared !== before[index]) isSame = false;
    now[index] = shared;
  }
  return isSame ? before : now;
}

/** References to packages and files are the same object wherever they stand, and are not to be looked into. */
function isPlain(value: unknown): value is object {
  return (
    typeof value === "object" && value !== null && packageOf(value) === undefined && contextOf(value) === undefined
  );
}
