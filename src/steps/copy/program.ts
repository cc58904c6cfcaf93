import {
  chmodSync,
  copyFileSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { type RawName, rawPath, showName } from "../../nix/nar/name.ts";
import type { FileMode } from "../../value/file-mode.ts";
import { forbiddenPath } from "../../value/forbidden-path.ts";
import { foreignPrograms } from "../elf/foreign-programs.ts";
import { withParents } from "../generate/link-rules.ts";
import { HelperFailure } from "../helper/failure.ts";
import { programOf } from "../helper/program.ts";
import { MTIME } from "../helper/restore.ts";
import { type CopySpec, copySpec } from "./spec.ts";

export const program = programOf(copySpec, copyContents);

/**
 * Copies files with fixed owners and times, so that the layer depends on nothing but their bytes, and those permissions that are
 * asked for.
 *
 * @throws HelperFailure for what is no file, folder or symlink
 */
export function copyContents(spec: CopySpec, report: (line: string) => void): void {
  process.umask(0);
  const folders: string[] = [];
  for (const path of withParents(spec.target).slice(1, -1)) {
    const known = spec.parents.find((parent) => parent.path === path);
    mkdirSync(spec.output + path, { mode: 0o755 });
    if (known !== undefined) {
      lchownSync(spec.output + path, known.uid, known.gid);
      chmodSync(spec.output + path, known.mode);
    }
    folders.push(spec.output + path);
  }
  const latin1 = (path: string) => Buffer.from(path).toString("latin1");
  const count = copyNode(latin1(spec.source), latin1(spec.target), spec);
  const own = spec.parents.find((parent) => parent.path === spec.target);
  if (own !== undefined) {
    lchownSync(spec.output + own.path, own.uid, own.gid);
    chmodSync(spec.output + own.path, own.mode);
  }
  for (const folder of folders.reverse()) utimesSync(folder, MTIME, MTIME);
  const foreign = foreignPrograms(spec.output + (spec.target === "/" ? "" : spec.target), spec.target);
  writeFileSync(spec.facts, JSON.stringify({ foreign }));
  report(`${count} files and folders`);
}

/** Returns how many there were. */
function copyNode(source: RawName, target: RawName, spec: CopySpec): number {
  const from = rawPath(source);
  const to = rawPath(Buffer.from(spec.output).toString("latin1") + target);
  const stat = lstatSync(from);
  const forbidden = forbiddenPath(showName(target));
  if (forbidden !== undefined) throw new HelperFailure(forbidden.message);
  let count = 1;
  if (stat.isDirectory()) {
    // The root of the image is there already.
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from, { encoding: "latin1" }).sort()) {
      count += copyNode(`${source}/${name}`, `${target === "/" ? "" : target}/${name}`, spec);
    }
  } else if (stat.isSymbolicLink()) symlinkSync(readlinkSync(from, { encoding: "buffer" }), to);
  else if (stat.isFile()) copyFileSync(from, to);
  else throw new HelperFailure(`${showName(source)} is neither a file nor a folder nor a symlink`);

  lchownSync(to, spec.uid, spec.gid);
  // After the owner: changing that takes the set-id bits away.
  if (!stat.isSymbolicLink()) chmodSync(to, modeOf(stat.mode & 0o7777, stat.isDirectory(), spec.mode));
  lutimesSync(to, MTIME, MTIME);
  return count;
}

/** Whoever may read a folder may enter it. */
function modeOf(own: number, isFolder: boolean, wanted: FileMode): number {
  if (wanted === "kept") return own;
  if (wanted === "normal") return isFolder || (own & 0o100) !== 0 ? 0o755 : 0o644;
  return isFolder ? wanted | ((wanted & 0o444) >> 2) : wanted;
}
