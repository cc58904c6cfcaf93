import { type ContextPath, contextText, parseContext } from "../lib/context-reference.ts";
import { packageAt } from "../lib/package-reference.ts";
import { placeholderName } from "../lib/placeholder.ts";
import type { Scalar } from "../value/type-descriptor.ts";
import type { Value } from "../value/value.ts";
import { storeNameOf } from "./value-forms.ts";

/** The value of a scalar; for a package the placeholder of its path; undefined for anything else. */
export function textOrScalar(value: Value): Scalar | undefined {
  if (value.kind === "scalar") return value.value;
  const name = storeNameOf(value);
  return name === undefined ? undefined : `${packageAt(name)}`;
}

/**
 * The name of a package. In JSON a package is written as its name and files of the build context as "./app", so a string is one too.
 * A string that is a placeholder has the package's name within.
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
 * Files of a build context. In JSON they are a text like "./www" or "other:www". Undefined for an absolute path or a path in a package.
 */
export function contextPathOf(value: Value): ContextPath | undefined {
  if (value.kind === "context") return value;
  if (value.kind !== "scalar" || typeof value.value !== "string" || value.value.startsWith("\uE0D0")) return undefined;
  return parseContext(value.value);
}
