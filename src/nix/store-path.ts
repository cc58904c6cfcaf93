import { FormatError } from "./format-error.ts";
import { decodeNix32 } from "./nix32.ts";

/** The one store directory: paths of another store cannot run below this one. */
export const STORE_DIR = "/nix/store";

const HASH_BYTES = 20;
const HASH_LENGTH = 32;
const MAX_NAME_LENGTH = 211;

declare const checked: unique symbol;

/** A path directly below /nix/store, e.g. `/nix/store/7gx4kiv5m0i7d7qkixq2cwzbr10lvxwc-glibc-2.27`. Frozen. */
export interface StorePath {
  /** The full path. Unique: compare and index by this. */
  readonly path: string;
  /** The last component, `7gx4kiv5m0i7d7qkixq2cwzbr10lvxwc-glibc-2.27`. */
  readonly base: string;
  /** The 32 Nix32 characters, which name the narinfo in a cache. */
  readonly hashPart: string;
  /** What follows the hash, `glibc-2.27`. */
  readonly name: string;
  readonly [checked]: true;
}

/**
 * @param text a full path, without a slash or file below it
 * @throws FormatError as NixOS/nix: src/libstore/path.cc demands
 */
export function parseStorePath(text: string): StorePath {
  if (!text.startsWith(`${STORE_DIR}/`)) {
    throw new FormatError(`"${text}" is not a store path: it does not start with ${STORE_DIR}/`);
  }
  return parseStorePathBase(text.slice(STORE_DIR.length + 1));
}

/** As `parseStorePath`, from the last component alone, the form that narinfo's References have. */
export function parseStorePathBase(base: string): StorePath {
  if (base.includes("/")) {
    throw new FormatError(`"${STORE_DIR}/${base}" is not a store path but a file below one`);
  }
  if (base.length < HASH_LENGTH + 1 || base[HASH_LENGTH] !== "-") {
    throw new FormatError(`"${base}" is not a store path: it is not 32 hash characters, a dash and a name`);
  }
  const hashPart = base.slice(0, HASH_LENGTH);
  const name = base.slice(HASH_LENGTH + 1);
  decodeNix32(hashPart, HASH_BYTES);
  checkStorePathName(name);
  const fields = { path: `${STORE_DIR}/${base}`, base, hashPart, name };
  // The cast makes the brand: this function alone, having checked the parts, may say that a value is a StorePath.
  return Object.freeze(fields) as StorePath;
}

/** Throws a FormatError for what cannot stand behind the hash. */
export function checkStorePathName(name: string): void {
  if (name.length === 0) throw new FormatError("a store path needs a name after its hash");
  if (name.length > MAX_NAME_LENGTH) {
    throw new FormatError(`the store path name "${name}" is longer than ${MAX_NAME_LENGTH} characters`);
  }
  const bad = /[^0-9A-Za-z+\-._?=]/.exec(name);
  if (bad !== null) throw new FormatError(`the store path name "${name}" has the illegal character "${bad[0]}"`);
  if (/^\.\.?(-|$)/.test(name)) {
    throw new FormatError(`the store path name "${name}" is "." or ".." or starts with ".-" or "..-"`);
  }
}

/** Bytewise by path, the order of References lines and fingerprints. Store paths are ASCII, so `<` is bytewise. */
export function compareStorePaths(a: StorePath, b: StorePath): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
