import { type ContextPath, contextText, parseContext } from "../lib/context-reference.ts";
import { packageAt } from "../lib/package-reference.ts";
import { placeholderName } from "../lib/placeholder.ts";
import type { Scalar } from "../value/type-descriptor.ts";
import type { Value } from "../value/value.ts";
import { storeNameOf } from "./value-forms.ts";

/** The value of a scalar, where a package is the path that it will have; undefined for anything else. */
export function textOrScalar(value: Value): Scalar | undefined {
  if (value.kind === "scalar") return value.value;
  const name = storeNameOf(value);
  return name === undefined ? undefined : `${packageAt(name)}`;
}

/**
 * The name of a package. In JSON a package is its name, so a string is one too, and "./app" stands for files; one with a
 * placeholder is a package already.
 */
export function packageNameOf(value: Value): string | undefined {
  if (value.kind !== "scalar") return storeNameOf(value);
  const text = value.value;
  if (typeof text !== "string" || (text.startsWith("/") && !text.startsWith("/nix/store/"))) return undefined;
  if (/[\r\n]/.test(text)) return undefined; // a text, though pkgs."…" may have any name
  if (!text.startsWith("./")) return placeholderName(text) ?? text;
  const files = parseContext(text);
  return files === undefined ? undefined : contextText(files);
}

/**
 * Files of a build context. In JSON they are a text like "./www" or "other:www"; an absolute path, or one in a package, is
 * something else.
 */
export function contextPathOf(value: Value): ContextPath | undefined {
  if (value.kind === "context") return value;
  if (value.kind !== "scalar" || typeof value.value !== "string" || value.value.startsWith("\uE0D0")) return undefined;
  return parseContext(value.value);
}
