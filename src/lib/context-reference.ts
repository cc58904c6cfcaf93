/**
 * References to files of build contexts: what `context("./www")` is. Runs inside the sandbox and outside of it.
 */
import { isPlain, placeholder } from "./placeholder.ts";
import type { ContextFiles } from "./references.d.ts";

const CONTEXT = Symbol.for("decl.context");

/** A file or folder of a build context; `context` is the name, and "context" the folder given to docker build. */
export interface ContextPath {
  readonly context: string;
  /** Relative, without "." and ".." components; "." is the whole context. */
  readonly path: string;
  /** What the store path is to be called where the files are a package; else the last part of the path says it. */
  readonly name?: string;
}

/** What a reference names, or undefined for any other value. */
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

/** As `parseContext` reads it. */
export function contextPathText({ context, path }: ContextPath): string {
  if (context !== "context") return `${context}:${path}`;
  return path.includes(":") ? `./${path}` : path;
}

/** As it is written, `context("other:www")`: what the files are called where they are a package. */
export function contextText({ name, ...files }: ContextPath): string {
  const text = JSON.stringify(contextPathText(files));
  return name === undefined ? `context(${text})` : `context(${text}, ${JSON.stringify(name)})`;
}

/** What `contextText` wrote; undefined for the name of another package. */
export function readContextText(text: string): ContextPath | undefined {
  const inner = /^context\((.*)\)$/s.exec(text)?.[1];
  const [path, name, ...rest] = inner === undefined ? [] : textsIn(inner);
  if (path === undefined || rest.length > 0) return undefined;
  const files = parseContext(path);
  return files === undefined || name === undefined ? files : { ...files, name };
}

/** Texts of JSON with commas between them; none, where it is something else. */
function textsIn(json: string): readonly string[] {
  try {
    const values: readonly unknown[] = JSON.parse(`[${json}]`);
    return values.every((value) => typeof value === "string") ? values : [];
  } catch {
    return [];
  }
}

const known = new Map<string, ContextFiles>();

/** One value for each file, so that the same file is the same value. */
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
 * Files of the build context, or with "NAME:PATH" of the one given as `--build-context NAME=…`. `name` is that of the store
 * path where they are a package.
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
