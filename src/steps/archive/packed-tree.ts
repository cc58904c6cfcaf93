import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path/posix";
import { setImmediate as nextTurn } from "node:timers/promises";
import { FormatError } from "../../nix/format-error.ts";
import { dumpNar } from "../../nix/nar/dump.ts";
import { hashSri, type NarHash, parseNarHash, sha256Of } from "../../nix/nar-hash.ts";
import { absolutePath, optional, parsed, type ReadOf, record, text } from "../helper/shape.ts";
import { unpackTar } from "./unpack-tar.ts";

/** A tree that a program is given as an archive, and unpacks where only such programs see it. */
export const packedTree = record({
  /** The archive's file. */
  archive: absolutePath,
  /** What the tree must have. */
  narHash: optional(parsed(text, parseNarHash)),
  /** The folder that gets the tree. It may be there already, from another step. */
  target: absolutePath,
});

export type PackedTree = ReadOf<typeof packedTree>;

/** An archive that is not what it should be: a result of the step, which is told at the line that names the archive. */
export interface ArchiveFault {
  readonly archiveFault: string;
}

/**
 * Does `use` with the unpacked tree. Its hash is computed meanwhile, and what was done counts only where the hash is right: so
 * `use` must change nothing outside, and end when `cancelled` says so.
 */
export async function withTree<Result>(
  tree: PackedTree,
  report: (line: string) => void,
  use: (cancelled: AbortSignal) => Promise<Result>,
): Promise<Result | ArchiveFault> {
  const wasThere = existsSync(tree.target);
  if (!wasThere) {
    try {
      report(`${await unpack(tree)} files and folders unpacked`);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      return { archiveFault: error.message };
    }
  }
  const stop = new AbortController();
  const used = use(stop.signal);
  used.catch(() => undefined); // it is waited for below
  const actual = tree.narHash === undefined ? undefined : await treeHash(tree.target);
  if (tree.narHash === undefined || actual === undefined || actual === tree.narHash) return used;
  stop.abort();
  await used.catch(() => undefined);
  rmSync(tree.target, { recursive: true, force: true });
  // What an earlier step left may have been changed since.
  if (wasThere) return withTree(tree, report, use);
  return { archiveFault: `the tree in it has the NAR hash ${hashSri(actual)}, and not ${hashSri(tree.narHash)}` };
}

/** Steps of several builds may do this at once: each unpacks beside the target, and the first one is it. */
async function unpack({ archive, target }: PackedTree): Promise<number> {
  removeLeftovers(target);
  const own = mkdtempSync(`${target}.`);
  try {
    const count = await unpackTar(archive, `${own}/tree`);
    renameSync(`${own}/tree`, target);
    return count;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTEMPTY") return 0;
    throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

const HOUR = 60 * 60 * 1000;

/** Of steps that were killed. */
function removeLeftovers(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const path = join(dirname(target), name);
    if (!name.startsWith(`${basename(target)}.`) || Date.now() - statSync(path).mtimeMs < HOUR) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

async function treeHash(folder: string): Promise<NarHash> {
  const hash = createHash("sha256");
  for (const piece of dumpNar(folder)) {
    hash.update(piece);
    await nextTurn();
  }
  return sha256Of(hash.digest());
}
