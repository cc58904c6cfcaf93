import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { dumpNar } from "../../nix/nar/dump.ts";
import { hashSri, type NarHash, parseNarHash, sha256Of } from "../../nix/nar-hash.ts";
import { absolutePath, optional, parsed, type ReadOf, record, text } from "../helper/shape.ts";
import { unpackTar } from "./unpack-tar.ts";

/** A tree that a program is given as an archive, and unpacks where only it can see it. */
export const packedTree = record({
  /** The archive's file. */
  archive: absolutePath,
  /** What the tree must have. */
  narHash: optional(parsed(text, parseNarHash)),
  /** The new folder that gets the tree. */
  target: absolutePath,
});

export type PackedTree = ReadOf<typeof packedTree>;

/** An archive that is not what it should be: a result of the step, which is told at the line that names the archive. */
export interface ArchiveFault {
  readonly archiveFault: string;
}

/** Unpacks the tree. Its hash is not yet known then. Throws a FormatError. */
export async function unpackTree({ archive, target }: PackedTree, report: (line: string) => void): Promise<void> {
  report(`${await unpackTar(archive, target)} files and folders unpacked`);
}

/** What is wrong with the hash of a tree, or undefined. Other work goes on meanwhile. */
export async function hashFault({ target, narHash }: PackedTree): Promise<ArchiveFault | undefined> {
  if (narHash === undefined) return undefined;
  const actual = await treeHash(target);
  if (actual === narHash) return undefined;
  return { archiveFault: `the tree in it has the NAR hash ${hashSri(actual)}, and not ${hashSri(narHash)}` };
}

async function treeHash(folder: string): Promise<NarHash> {
  const hash = createHash("sha256");
  for (const piece of dumpNar(folder)) {
    hash.update(piece);
    await nextTurn();
  }
  return sha256Of(hash.digest());
}
