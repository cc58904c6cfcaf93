import {
  chmodSync,
  closeSync,
  constants,
  futimesSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { FormatError } from "../../nix/format-error.ts";
import type { NarHandler } from "../../nix/nar/handler.ts";
import { type RawName, rawPath, showName } from "../../nix/nar/name.ts";
import { isRemovalMark } from "../../value/forbidden-path.ts";

/** The one time stamp of the store: 1970-01-01 00:00:01 (NixOS/nix: src/libstore/posix-fs-canonicalise.cc). */
export const MTIME = 1;

/** Exclusive: neither a file that is there nor a symlink is ever written through. */
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes an archive to `target`, which must not exist, in the form of the store: mtime 1, files 0444 or 0555, folders 0555.
 * All names are below `target`, since the reader lets no other pass, and all that is written to has been made here. Needs a
 * umask of 0. Synchronous, which is several times faster than promises for the thousands of small files in a package.
 */
export class Restore implements NarHandler {
  /** The open folder, in the form of RawName. */
  #folder: RawName;
  readonly #target: RawName;
  #file: number | undefined;

  constructor(target: string) {
    this.#target = Buffer.from(target).toString("latin1");
    this.#folder = this.#target;
  }

  /** Throws a FormatError, as the others do for such a name. */
  directory(name: RawName): void {
    this.#folder = this.#pathOf(name);
    // Writable as long as it is being filled: not everyone is root in a test.
    mkdirSync(rawPath(this.#folder), 0o755);
  }

  endDirectory(): void {
    const path = rawPath(this.#folder);
    chmodSync(path, 0o555);
    utimesSync(path, MTIME, MTIME);
    this.#folder = this.#folder.slice(0, this.#folder.lastIndexOf("/"));
  }

  file(name: RawName, executable: boolean): void {
    this.#file = openSync(rawPath(this.#pathOf(name)), CREATE, executable ? 0o555 : 0o444);
  }

  data(bytes: Uint8Array): void {
    if (this.#file === undefined) throw new Error("contents without a file");
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }

  endFile(): void {
    if (this.#file === undefined) return;
    futimesSync(this.#file, MTIME, MTIME);
    this.close();
  }

  symlink(name: RawName, target: RawName): void {
    const path = rawPath(this.#pathOf(name));
    symlinkSync(rawPath(target), path);
    lutimesSync(path, MTIME, MTIME);
  }

  /** Lets go of the file that was open when the archive broke off. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #shown(name: RawName): string {
    return showName(`${this.#folder.slice(this.#target.length)}/${name}`);
  }

  #pathOf(name: RawName): RawName {
    if (isRemovalMark(name))
      throw new FormatError(
        `${this.#shown(name)} would vanish: layers of images say by such a name that a file is removed`,
      );
    // The root of the archive has no name. Only it can be at the target itself.
    return name === "" ? this.#target : `${this.#folder}/${name}`;
  }
}
