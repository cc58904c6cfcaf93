import { contextOf, contextPathText, contextText } from "../lib/context-reference.ts";
import { packageOf } from "../lib/package-reference.ts";
import { packageText, readablePlaceholders } from "../value/reference.ts";
import type { Value } from "../value/value.ts";

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

/** A default, example or definition as it would be written. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case "scalar":
      return readablePlaceholders(JSON.stringify(value.value));
    case "list":
      return `[${value.items.map(valueText).join(", ")}]`;
    case "attrs": {
      const members = [...value.entries].map(([name, entry]) => {
        return `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${valueText(entry.value)}`;
      });
      return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
    }
    case "package":
      return packageText(value.attributePath);
    case "storePath":
      return packageText(value.path);
    case "context":
      return contextText(value);
    default:
      return "…";
  }
}

/** A value as a JSON declaration writes it; undefined where JSON cannot say it. */
export function jsonOf(value: Value): unknown {
  switch (value.kind) {
    case "scalar":
      return typeof value.value === "string" ? readablePlaceholders(value.value) : value.value;
    case "list":
      return value.items.map(jsonOf);
    case "attrs":
      return Object.fromEntries(Array.from(value.entries, ([name, entry]) => [name, jsonOf(entry.value)]));
    case "package":
      return value.attributePath;
    case "storePath":
      return value.path;
    case "context":
      return contextPathText(value);
    default:
      return undefined;
  }
}

/** A value in a few words, for messages. */
export function shortText(value: Value): string {
  switch (value.kind) {
    case "scalar": {
      const text = readablePlaceholders(JSON.stringify(value.value));
      return text.length > 60 ? `${text.slice(0, 59)}…` : text;
    }
    case "list":
      return `a list of ${value.items.length}`;
    case "attrs":
      return "an object";
    case "package":
      return `pkgs.${value.attributePath}`;
    case "storePath":
      return value.path;
    case "context":
      return contextText(value);
    default:
      return `a ${value.kind}`;
  }
}
