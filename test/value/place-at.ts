import type { Place } from "../../src/text/diagnostic.ts";
import type { Value } from "../../src/value/value.ts";

/** The value at a path of names and list indexes, or undefined. */
function valueAt(root: Value, path: readonly PropertyKey[]): Value | undefined {
  let current: Value | undefined = root;
  for (const step of path) {
    if (current?.kind === "attrs") current = current.entries.get(String(step))?.value;
    else if (current?.kind === "list") current = current.items[Number(step)];
    else return undefined;
  }
  return current;
}

/**
 * The best place for a message about `path`: the value's own place (or, with `of: "key"`, that of its name), else that of
 * the nearest thing around it which has one.
 */
export function placeAt(root: Value, path: readonly PropertyKey[], of: "key" | "value" = "value"): Place | undefined {
  for (let length = path.length; length >= 0; length--) {
    const value = valueAt(root, path.slice(0, length));
    if (value === undefined) continue;
    const parent = length === 0 ? undefined : valueAt(root, path.slice(0, length - 1));
    const key = parent?.kind === "attrs" ? parent.entries.get(String(path[length - 1]))?.key : undefined;
    const place = of === "key" && length === path.length ? (key ?? value.place) : (value.place ?? key);
    if (place !== undefined) return place;
  }
  return undefined;
}
