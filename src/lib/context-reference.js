/**
 * References to files of build contexts: what `context("./www")` is. Runs inside the sandbox and outside of it.
 */
import { isPlain, placeholder } from "./placeholder.js";

const CONTEXT = Symbol.for("decl.context");

/**
 * `{ context, path, name }` of a reference, or undefined. `context` is "context" for the folder given to docker build;
 * `name` is there where the reference has one.
 */
export const contextOf = (value) => (typeof value === "object" && value !== null ? value[CONTEXT] : undefined);

/** Reads "./www", "www" and "other:path"; paths are relative to the context, "." is all of it. */
export function parseContext(text) {
  const [, name = "context", path] = /^(?:([A-Za-z0-9][\w.-]*):)?([\s\S]*)$/.exec(text) ?? [];
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..") || path.startsWith("/") || !isPlain(path)) return undefined;
  return { context: name, path: parts.join("/") || "." };
}

/** As `parseContext` reads it. */
export function contextPathText({ context, path }) {
  if (context !== "context") return `${context}:${path}`;
  return path.includes(":") ? `./${path}` : path;
}

/** As it is written, `context("other:www")`: what the files are called where they are a package. */
export function contextText({ name, ...files }) {
  const text = JSON.stringify(contextPathText(files));
  return name === undefined ? `context(${text})` : `context(${text}, ${JSON.stringify(name)})`;
}

/** What `contextText` wrote; undefined for the name of another package. */
export function readContextText(text) {
  const inner = /^context\((.*)\)$/s.exec(text)?.[1];
  const [path, name, ...rest] = inner === undefined ? [] : textsIn(inner);
  if (path === undefined || rest.length > 0) return undefined;
  const files = parseContext(path);
  return files === undefined || name === undefined ? files : { ...files, name };
}

/** Texts of JSON with commas between them; none, where it is something else. */
function textsIn(json) {
  try {
    const values = JSON.parse(`[${json}]`);
    return values.every((value) => typeof value === "string") ? values : [];
  } catch {
    return [];
  }
}

const known = new Map();

/** One value for each file, so that the same file is the same value. */
export function contextAt(files) {
  const { context, path, name } = files;
  const key = contextText(files);
  if (!known.has(key)) {
    const text = { value: () => placeholder(key) };
    const reference = { [CONTEXT]: Object.freeze(name === undefined ? { context, path } : { context, path, name }) };
    Object.defineProperties(reference, { toString: text, toJSON: text, [Symbol.toPrimitive]: text });
    known.set(key, Object.freeze(reference));
  }
  return known.get(key);
}

/**
 * Files of the build context, or with "NAME:PATH" of the one given as `--build-context NAME=…`. `name` is that of the store
 * path where they are a package.
 */
export function context(text, name) {
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
