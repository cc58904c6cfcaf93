import { closeSync, mkdirSync, openSync, symlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path/posix";
import { type Extract, extract } from "tar-stream";
import { decompress } from "../../nix/decompress.ts";
import { FormatError } from "../../nix/format-error.ts";
import { showName } from "../../nix/nar/name.ts";
import { sniffCompression } from "../../nix/sniff-compression.ts";

/** More than any package set, and what a step may put into memory. */
const MAX_BYTES = 4 * 2 ** 30;
const MAX_ENTRIES = 2_000_000;

/**
 * Unpacks a tar archive, compressed or not, into `target`, which must be a new folder. The one folder that it has at its top
 * is left out, as fetchTarball does: `target` gets what is in it. Entries are written as they come, so the archive is never
 * in memory as a whole. Nothing is written outside of `target`: names are checked, and no symlink is followed.
 *
 * @returns how many entries there were
 * @throws FormatError for what is no archive of one folder, or is damaged
 */
export async function unpackTar(archive: string, target: string): Promise<number> {
  const tree = new NewTree(target);
  const entries = extract();
  const read = readInto(entries, archive);
  try {
    for await (const entry of entries) await tree.add(entry);
    await read;
  } catch (error) {
    throw tarError(error);
  }
  if (tree.top === undefined) throw new FormatError("the archive is empty");
  return tree.count;
}

type Entry = Extract extends AsyncIterable<infer Each> ? Each : never;

/** Gives the archive's bytes to its reader, which gets the error where they cannot be had. Never rejects. */
async function readInto(entries: Extract, archive: string): Promise<void> {
  let goOn = () => {};
  entries.on("drain", () => goOn()).on("close", () => goOn());
  try {
    // How much there is at most is a guide for small files only.
    for await (const piece of decompress(sniffCompression(archive), archive, MAX_BYTES)) {
      if (entries.destroyed) return;
      const room = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      if (!entries.write(piece)) await room;
    }
    entries.end(undefined);
  } catch (error) {
    entries.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** tar-stream says what is wrong with an archive in plain errors. */
function tarError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof FormatError || "syscall" in error) return error;
  return new FormatError(`it is not a tar archive, or damaged: ${error.message}`);
}

/** A tree while it is written. */
class NewTree {
  /** The name of the folder at the top. */
  top: string | undefined;
  count = 0;
  readonly #target: string;
  readonly #folders = new Set<string>();
  #bytes = 0;

  constructor(target: string) {
    this.#target = target;
  }

  async add(entry: Entry): Promise<void> {
    const { name, type, size, mode, linkname } = entry.header;
    const path = this.#pathBelowTop(name, type === "directory");
    this.#bytes += size;
    if (++this.count > MAX_ENTRIES || this.#bytes > MAX_BYTES) {
      throw new FormatError(`the archive has more in it than any package set: over ${MAX_BYTES / 2 ** 30} GiB`);
    }
    switch (type) {
      case "directory":
        this.#makeFolder(path);
        entry.resume();
        return;
      case "file":
      case "contiguous-file":
        this.#makeFolder(dirname(path));
        await this.#writeFile(path, entry, (mode & 0o100) !== 0);
        return;
      case "symlink":
        this.#makeFolder(dirname(path));
        this.#new(path, () => symlinkSync(linkname, this.#real(path)));
        entry.resume();
        return;
      default:
        throw new FormatError(`${shown(name)} is a ${type}: a package set has files, folders and symlinks`);
    }
  }

  /** "." for the folder at the top itself. */
  #pathBelowTop(name: string, isFolder: boolean): string {
    const parts = name
      .replace(/^(?:\.\/)+/, "")
      .replace(/(?<!\/)\/+$/, "")
      .split("/");
    const [top = "", ...rest] = parts;
    if (name.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) {
      throw new FormatError(`${shown(name)} is no name of a file below the archive's folder`);
    }
    if (this.top !== undefined && this.top !== top) {
      throw new FormatError(`the archive has more than one folder at its top: ${shown(this.top)} and ${shown(top)}`);
    }
    if (rest.length === 0 && !isFolder)
      throw new FormatError(`the archive has ${shown(name)} at its top, and no folder`);
    this.top = top;
    return rest.length === 0 ? "." : rest.join("/");
  }

  /** Makes a folder and those above it. Where something else is already, also a symlink, that is an error. */
  #makeFolder(path: string): void {
    if (this.#folders.has(path)) return;
    if (path !== ".") this.#makeFolder(dirname(path));
    this.#new(path, () => mkdirSync(this.#real(path)));
    this.#folders.add(path);
  }

  async #writeFile(path: string, entry: Entry, executable: boolean): Promise<void> {
    const file = this.#new(path, () => openSync(this.#real(path), "wx", executable ? 0o755 : 0o644));
    try {
      for await (const piece of entry) writeAll(file, piece as Uint8Array); // streamx has no type for them
    } finally {
      closeSync(file);
    }
  }

  #real(path: string): string {
    return path === "." ? this.#target : `${this.#target}/${path}`;
  }

  #new<Made>(path: string, make: () => Made): Made {
    try {
      return make();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EEXIST") throw new FormatError(`the archive has ${shown(path)} twice, as two different things`);
      throw error;
    }
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

const shown = (name: string): string => showName(Buffer.from(name).toString("latin1"));
