import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from "node:fs";
import { FormatError } from "../format-error.ts";
import { type RawName, rawPath, showName } from "./name.ts";

const PIECE = 1 << 20;

/**
 * The archive of what lies at `path`, piece by piece, as `nix-store --dump` writes it: entries sorted bytewise, of the
 * metadata only the owner's executable bit.
 *
 * @throws FormatError when a file is neither regular, folder nor symlink, or changes its size while it is read
 */
export function* dumpNar(path: string): Generator<Uint8Array> {
  yield string("nix-archive-1");
  // Within here, paths are bytes in the form of RawName.
  yield* dumpNode(Buffer.from(path).toString("latin1"));
}

function* dumpNode(path: RawName): Generator<Uint8Array> {
  const stat = lstatSync(rawPath(path));
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(rawPath(path), { encoding: "buffer" }).toString("latin1");
    yield words("(", "type", "symlink", "target", target, ")");
  } else if (stat.isDirectory()) {
    yield words("(", "type", "directory");
    const names = readdirSync(rawPath(path), { encoding: "latin1" });
    for (const name of names.sort()) {
      yield words("entry", "(", "name", name, "node");
      yield* dumpNode(`${path}/${name}`);
      yield string(")");
    }
    yield string(")");
  } else if (stat.isFile()) yield* dumpFile(path);
  else throw new FormatError(`${showName(path)} is neither a file, a folder nor a symlink: an archive cannot hold it`);
}

function* dumpFile(path: RawName): Generator<Uint8Array> {
  const file = openSync(rawPath(path), "r");
  try {
    const { size, mode } = fstatSync(file);
    const executable = (mode & 0o100) === 0 ? [] : ["executable", ""];
    yield Buffer.concat([words("(", "type", "regular", ...executable, "contents"), u64(size)]);
    let read = 0;
    while (true) {
      const piece = Buffer.alloc(Math.min(PIECE, Math.max(size - read, 1)));
      const count = readSync(file, piece);
      if (count === 0) break;
      read += count;
      if (read <= size) yield piece.subarray(0, count);
    }
    if (read !== size) throw new FormatError(`${showName(path)} changed its size while it was read`);
    yield Buffer.concat([Buffer.alloc(-size & 7), string(")")]);
  } finally {
    closeSync(file);
  }
}

function words(...texts: RawName[]): Buffer {
  return Buffer.concat(texts.map(string));
}

function string(text: RawName): Buffer {
  return Buffer.concat([u64(text.length), Buffer.from(text, "latin1"), Buffer.alloc(-text.length & 7)]);
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
