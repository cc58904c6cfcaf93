import { findNodeAtLocation, type Node } from "jsonc-parser";
import { FormatError } from "../../nix/format-error.ts";
import { at, DeclError, type Place } from "../../text/diagnostic.ts";
import { parseJson, plainValueOf, refuseRepeats } from "../../text/json.ts";
import { SourceText } from "../../text/source-text.ts";
import { LOCK_VERSION, type LockFile, lockSchema } from "./lock-file.ts";
import { lockedEntry } from "./locked-packages.ts";

/** Reads a lock file. Throws a DeclError at the line that is wrong; `hint` says how to write it anew. */
export function parseLock(name: string, text: string, hint: string): LockFile {
  const source = new SourceText(name, text);
  const { tree, value } = tryParse(source, hint);
  const version = findNodeAtLocation(tree, ["version"])?.value;
  if (typeof version === "number" && version > LOCK_VERSION) {
    throw new DeclError({
      code: "newer-lock",
      message: `the lock file has the version ${version}, and this decl knows ${LOCK_VERSION}`,
      place: placeOf(source, tree, ["version"]),
      hint: "use a newer decl/frontend",
    });
  }
  const lock = lockSchema.safeParse(value);
  if (lock.success) {
    checkPaths(lock.data, (path, message) => wrongLock(source, tree, path, message, hint));
    PLACES.set(lock.data, (base) => placeOf(source, tree, ["storePaths", base]));
    return lock.data;
  }
  const issue = lock.error.issues[0];
  const path = (issue?.path ?? []).map((part) => (typeof part === "symbol" ? String(part) : part));
  throw wrongLock(source, tree, path, issue?.message ?? "", hint);
}

/** The places of store paths in locks that were read from files. */
const PLACES = new WeakMap<LockFile, (base: string) => Place>();

/** The place of a store path in the file that a lock was read from. */
export const placeInLock = (lock: LockFile, base: string): { readonly place?: Place } => at(PLACES.get(lock)?.(base));

function checkPaths(lock: LockFile, fail: (path: string[], message: string) => DeclError): void {
  for (const [base, path] of Object.entries(lock.storePaths)) {
    try {
      lockedEntry(base, path);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw fail(["storePaths", base], error.message);
    }
  }
}

function wrongLock(
  source: SourceText,
  tree: Node,
  path: (string | number)[],
  message: string,
  hint: string,
): DeclError {
  const where = path.join(".") || "the whole";
  return new DeclError({
    code: "wrong-lock",
    message: `this is not a lock file: ${where}: ${message}`,
    place: placeOf(source, tree, path),
    hint,
  });
}

function tryParse(source: SourceText, hint: string): { readonly tree: Node; readonly value: unknown } {
  try {
    const tree = parseJson(source);
    refuseRepeats(source, tree);
    return { tree, value: plainValueOf(source, tree) };
  } catch (error) {
    const [first] = error instanceof DeclError ? error.diagnostics : [];
    throw first === undefined ? error : new DeclError({ ...first, hint });
  }
}

/** The place of the value at a path, else of the nearest value around it. */
function placeOf(source: SourceText, tree: Node, path: readonly (string | number)[]) {
  for (let length = path.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) return source.place(node.offset, node.offset + (length === path.length ? node.length : 1));
  }
  return source.place(0, 1);
}
