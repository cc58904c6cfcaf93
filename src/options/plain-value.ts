import { type ContextPath, contextAt, contextText, parseContext } from "../lib/context-reference.ts";
import { packageAt } from "../lib/package-reference.ts";
import { placeholderName } from "../lib/placeholder.ts";
import type { Value } from "../value/value.ts";

/** A value that is data already, as the configuration holds it. */
export function plainValue(value: Value): unknown {
  if (value.kind === "list") return value.items.map(plainValue);
  if (value.kind !== "attrs") return plainScalar(value);
  return Object.fromEntries(Array.from(value.entries, ([name, entry]) => [name, plainValue(entry.value)]));
}

/** The same of one that is neither a list nor an object; undefined for what is no data. */
export function plainScalar(value: Value): unknown {
  if (value.kind === "context") return contextAt(value);
  return isPackage(value) ? packageValue(value) : value.kind === "scalar" ? value.value : undefined;
}

/** The same where text is wanted: a package is the path that it will have. */
export function textOrScalar(value: Value): string | number | boolean | null | undefined {
  return isPackage(value) ? `${packageValue(value)}` : value.kind === "scalar" ? value.value : undefined;
}

/** Something that has a store path: a package, or files that are one. */
export const isPackage = (value: Value): boolean =>
  value.kind === "package" || value.kind === "storePath" || value.kind === "context";

const packageValue = (value: Value): unknown => packageAt(packageNameOf(value) ?? "");

/**
 * In JSON a package is its name, so a string is one too, and "./app" stands for files; one with a placeholder is a package
 * already.
 */
export function packageNameOf(value: Value): string | undefined {
  if (value.kind === "package") return value.attributePath;
  if (value.kind === "storePath") return value.path;
  if (value.kind === "context") return contextText(value);
  if (value.kind !== "scalar" || typeof value.value !== "string") return undefined;
  const text = value.value;
  if (text.startsWith("/") && !text.startsWith("/nix/store/")) return undefined;
  if (!text.startsWith("./")) return placeholderName(text) ?? text;
  const files = parseContext(text);
  return files === undefined ? undefined : contextText(files);
}

/** In JSON it is a text like "./www" or "other:www"; an absolute path, or one in a package, is something else. */
export function contextPathOf(value: Value): ContextPath | undefined {
  if (value.kind === "context") return value;
  if (value.kind !== "scalar" || typeof value.value !== "string" || value.value.startsWith("\uE0D0")) return undefined;
  return parseContext(value.value);
}
