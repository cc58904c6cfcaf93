/**
 * References to files of build contexts: what `context("./www")` is. Runs inside the sandbox and outside of it; imports
 * nothing.
 */
const CONTEXT = Symbol.for("decl.context");

/** `{ context, path }` of a reference, or undefined. `context` is "context" for the folder given to docker build. */
export const contextOf = (value) => (typeof value === "object" && value !== null ? value[CONTEXT] : undefined);

/** Reads "./www", "www" and "other:path"; paths are relative to the context, "." is all of it. */
export function parseContext(text) {
  const [, name = "context", path] = /^(?:([A-Za-z0-9][\w.-]*):)?([\s\S]*)$/.exec(text) ?? [];
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..") || path.startsWith("/") || path.includes("\0")) return undefined;
  return { context: name, path: parts.join("/") || "." };
}

/** As it is written: `context("other:www")`. */
export const contextText = ({ context, path }) =>
  `context(${JSON.stringify(context === "context" ? path : `${context}:${path}`)})`;

const known = new Map();

/** One value for each file, so that the same file is the same value. */
export function contextAt(context, path) {
  const key = `${context}:${path}`;
  if (!known.has(key)) {
    const noText = () => {
      throw new TypeError(`${contextText({ context, path })} is not a text: it can stand only where a file is wanted`);
    };
    const reference = { [CONTEXT]: Object.freeze({ context, path }) };
    Object.defineProperty(reference, Symbol.toPrimitive, { value: noText });
    known.set(key, Object.freeze(reference));
  }
  return known.get(key);
}

/** Files of the build context, or with "NAME:PATH" of the one given as `--build-context NAME=…`. */
export function context(text) {
  if (typeof text !== "string") throw new TypeError("context() takes the text of a path");
  const parsed = parseContext(text);
  if (parsed === undefined) {
    throw new TypeError(`context(${JSON.stringify(text)}): the path must be relative and stay inside of the context`);
  }
  return contextAt(parsed.context, parsed.path);
}
