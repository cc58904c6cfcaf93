import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";
import { FormatError } from "../format-error.ts";
import { type RawName, rawPath, showName } from "./name.ts";
import { Packer } from "./packer.ts";

/** Of a file, read at once. */
const READ = 1 << 17;

/** What is still to be written: what lies at a path, or the end of an entry or a folder. */
type Pending = { readonly name?: RawName; readonly path: RawName } | ")";

/**
 * The archive of what lies at `path`, piece by piece, as `nix-store --dump` writes it: entries sorted bytewise, of the
 * metadata only the owner's executable bit.
 *
 * @throws FormatError when a file is neither regular, folder nor symlink, or changes its size while it is read
 */
export function* dumpNar(path: string): Generator<Uint8Array> {
  const packer = new Packer();
  packer.words("nix-archive-1");
  // Within here, paths are bytes in the form of RawName.
  const pending: Pending[] = [{ path: Buffer.from(path).toString("latin1") }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next === ")") packer.words(")");
    else {
      if (next.name !== undefined) packer.words("entry", "(", "name", next.name, "node");
      const stat = lstatSync(rawPath(next.path));
      if (stat.isFile()) yield* dumpFile(next.path, packer);
      else if (stat.isDirectory()) {
        packer.words("(", "type", "directory");
        pending.push(")", ...entriesOf(next.path));
      } else if (stat.isSymbolicLink()) {
        const target = readlinkSync(rawPath(next.path), { encoding: "buffer" }).toString("latin1");
        packer.words("(", "type", "symlink", "target", target, ")");
      } else {
        throw new FormatError(
          `${showName(next.path)} is neither a file, a folder nor a symlink: an archive cannot hold it`,
        );
      }
    }
    if (packer.isFull) yield packer.take();
  }
  yield packer.take();
}

/** The entries of a folder, each with its end, the first one last. */
function entriesOf(folder: RawName): Pending[] {
  const names = readdirSync(rawPath(folder), { encoding: "latin1" }).sort().reverse();
  return names.flatMap((name): Pending[] => [")", { name, path: `${folder}/${name}` }]);
}

function* dumpFile(path: RawName, packer: Packer): Generator<Uint8Array> {
  const file = openSync(rawPath(path), "r");
  try {
    const { size, mode } = fstatSync(file);
    packer.words("(", "type", "regular", ...((mode & 0o100) === 0 ? [] : ["executable", ""]), "contents");
    packer.size(size);
    let read = 0;
    while (true) {
      // One byte more than there should be tells whether the file has grown.
      const count = packer.fill(Math.min(READ, size - read + 1), (target) => readSync(file, target));
      read += count;
      if (count === 0 || read > size) break;
      if (packer.isFull) yield packer.take();
    }
    if (read !== size) throw new FormatError(`${showName(path)} changed its size while it was read`);
    packer.padding(size);
    packer.words(")");
  } finally {
    closeSync(file);
  }
}
