import { contextOf, contextText } from "../lib/context-reference.ts";
import { packageOf } from "../lib/package-reference.ts";
import { packageText, readablePlaceholders } from "../value/reference.ts";

/** A value of an option, as a configuration holds it, in terms of JSON: packages as `pkgs.hello` or their store path. */
export function readableValue(value: unknown): unknown {
  if (typeof value === "string") return readablePlaceholders(value);
  if (typeof value !== "object" || value === null) return value;
  const name = packageOf(value);
  if (name !== undefined) return name.startsWith("/") ? name : packageText(name);
  const files = contextOf(value);
  if (files !== undefined) return contextText(files);
  if (Array.isArray(value)) return value.map(readableValue);
  // An option without a value throws when it is read; it is not enumerable.
  return Object.fromEntries(
    Object.entries(value).map(([member, own]) => [readablePlaceholders(member), readableValue(own)]),
  );
}
