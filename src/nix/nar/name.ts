/**
 * A file name or symlink target inside an archive: bytes, one character (U+0000 to U+00FF) for each. Names need not be
 * UTF-8, and in this form `<` compares them bytewise, as archives are sorted. Node's name for the encoding is "latin1".
 */
export type RawName = string;

export const MAX_NAME_LENGTH = 255;
export const MAX_TARGET_LENGTH = 4095;

/** The bytes as a path for `node:fs`: a string where the name is plain ASCII, since that is faster. */
export function rawPath(raw: RawName): string | Buffer {
  return /^[\0-\x7f]*$/.test(raw) ? raw : Buffer.from(raw, "latin1");
}

/** The form of a path that is given as text. */
export function rawName(text: string): RawName {
  return Buffer.from(text).toString("latin1");
}

/** For people: as UTF-8, with replacement characters where it is not. */
export function showName(raw: RawName): string {
  return Buffer.from(raw, "latin1").toString("utf8");
}

/** What is wrong with a name in a folder, or undefined. */
export function nameFault(name: RawName): string | undefined {
  if (name === "") return "is empty";
  if (name === "." || name === "..") return "leads out of its folder";
  if (name.includes("/")) return "has a slash";
  if (name.includes("\0")) return "has a NUL byte";
  return undefined;
}
