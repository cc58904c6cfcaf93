import { absolutePath, listOf, optional, type ReadOf, record, text, texts, wholeNumber } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

export const validPath = record({
  path: absolutePath,
  /** "sha256:" and 64 hexadecimal digits. */
  narHash: text,
  narSize: wholeNumber,
  references: texts,
  signatures: texts,
  deriver: optional(text),
  ca: optional(text),
});

/** A row of the database. */
export type ValidPath = ReadOf<typeof validPath>;

/** What `nix-database` is given. */
export const nixDatabaseSpec = specOf("nix-database", {
  /** The store, each path after all that it refers to. */
  paths: listOf(validPath),
  /** What the garbage collector must keep: store paths. */
  roots: texts,
  /** The group of those who build, who may add to the store. */
  buildGroup: wholeNumber,
  /** Whose the store and the database are. */
  uid: wholeNumber,
  gid: wholeNumber,
  output: absolutePath,
});

/** The same once it is read. */
export type NixDatabaseSpec = SpecOf<typeof nixDatabaseSpec>;
