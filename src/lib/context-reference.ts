/**
 * References to files of build contexts, which `context("./www")` returns. Runs inside the sandbox and outside of it.
 */
import { isPlain, placeholder } from "./placeholder.ts";
import type { ContextFiles } from "./references.d.ts";

const CONTEXT = Symbol.for("decl.context");

/** A file or folder of a build context. `context` is the context's name; the folder given to docker build has the name "context". */
export interface ContextPath {
  readonly context: string;
  /** Relative, without "." and ".." components; "." is the whole context. */
  readonly path: string;
  /** The name of the store path if the files are used as a package; by default the last part of `path`. */
  readonly name?: string;
}

/** The files that a reference is for; undefined for any other value. */
export const contextOf = (value: unknown): ContextPath | undefined =>
  typeof value === "object" && value !== null
    ? (value as { readonly [CONTEXT]?: ContextPath })[CONTEXT] // any object may be asked
    : undefined;

/** Reads "./www", "www" and "other:path"; paths are relative to the context, "." is all of it. */
export function parseContext(text: string): ContextPath | undefined {
  const [, name = "context", path = ""] = /^(?:([A-Za-z0-9][\w.-]*):)?([\s\S]*)$/.exec(text) ?? [];
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..") || path.startsWith("/") || !isPlain(path)) return undefined;
  return { context: name, path: parts.join("/") || "." };
}

/** The text that `parseContext` reads. */
export function contextPathText({ context, path }: ContextPath): string {
  if (context !== "context") return `${context}:${path}`;
  return path.includes(":") ? `./${path}` : path;
}

/** The call that makes the reference, `context("other:www")`. It is the name of the files where they are used as a package. */
export function contextText({ name, ...files }: ContextPath): string {
  const text = JSON.stringify(contextPathText(files));
  return name === undefined ? `context(${text})` : `context(${text}, ${JSON.stringify(name)})`;
}

/** Reads a text of `contextText`; undefined for the name of another package. */
export function readContextText(text: string): ContextPath | undefined {
  const inner = /^context\((.*)\)$/s.exec(text)?.[1];
  const [path, name, ...rest] = inner === undefined ? [] : textsIn(inner);
  if (path === undefined || rest.length > 0) return undefined;
  const files = parseContext(path);
  return files === undefined || name === undefined ? files : { ...files, name };
}

/** The strings in a list of JSON without its brackets; empty if it is something else. */
function textsIn(json: string): readonly string[] {
  try {
    const values: readonly unknown[] = JSON.parse(`[${json}]`);
    return values.every((value) => typeof value === "string") ? values : [];
  } catch {
    return [];
  }
}

const known = new Map<string, ContextFiles>();

/** The reference to files: the same object for the same files. */
export function contextAt(files: ContextPath): ContextFiles {
  const key = contextText(files);
  const before = known.get(key);
  if (before !== undefined) return before;
  const reference = contextReference(files, key);
  known.set(key, reference);
  return reference;
}

function contextReference({ context, path, name }: ContextPath, key: string): ContextFiles {
  const text = { value: () => placeholder(key) };
  const reference = { [CONTEXT]: Object.freeze(name === undefined ? { context, path } : { context, path, name }) };
  Object.defineProperties(reference, { toString: text, toJSON: text, [Symbol.toPrimitive]: text });
  return Object.freeze(reference) as unknown as ContextFiles; // only the types know that brand
}

/**
 * Files of the build context, or of `--build-context NAME=…` if the text is "NAME:PATH". `name` is the name of the store path if they
 * are used as a package.
 */
export function context(text: string, name?: string): ContextFiles {
  if (typeof text !== "string") throw new TypeError("context() takes the text of a path");
  const parsed = parseContext(text);
  if (parsed === undefined) {
    throw new TypeError(`context(${JSON.stringify(text)}): the path must be relative and stay inside of the context`);
  }
  if (name === undefined) return contextAt(parsed);
  if (typeof name !== "string" || !isPlain(name)) {
    throw new TypeError("context() takes the text of a name as its second argument");
  }
  return contextAt({ ...parsed, name });
}
