import { lstatSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { type RawName, rawName, rawPath } from "../../nix/nar/name.ts";
import { STORE_DIR } from "../../nix/store-path.ts";
import type { ReadOf } from "../helper/shape.ts";
import { type Elf, readElf } from "./read-elf.ts";
import type { foreignShape } from "./spec.ts";

type ForeignProgram = ReadOf<typeof foreignShape>[number];

/** Nobody reads more of them. */
const MOST = 20;

const ORIGIN = /^\$(?:ORIGIN|\{ORIGIN\})/;

const LIBRARY = /\.(?:so|node)(?:\.|$)/;

/**
 * Programs below `root` whose loader, and programs and libraries some of whose libraries are neither there nor in the store of
 * this step, the first of them. `place` is what `root` is in the image.
 */
export function foreignPrograms(root: string, place: string): ForeignProgram[] {
  const [from, top] = [rawName(root), rawName(place === "/" ? "" : place)];
  const { elves, libraries } = filesBelow(from);
  const isOurs = (path: RawName) => path === top || path.startsWith(`${top}/`);
  /** Whether something is at a path of the image that can be seen from here. */
  const isHere = (path: RawName): boolean => {
    const places = [isOurs(path) ? from + path.slice(top.length) : "", path.startsWith(`${STORE_DIR}/`) ? path : ""];
    return places.some((one) => one !== "" && isThere(one));
  };
  const found = new Map<string, ForeignProgram>();
  for (const [file, { machine, interpreter, needed, folders }] of elves) {
    const origin = posix.join(top, "/", posix.dirname(file));
    const isFound = interpreter === undefined || isHere(interpreter);
    // The loader of a glibc in the store looks in the folder that it is in.
    const loader = interpreter !== undefined && isFound ? [posix.dirname(interpreter)] : [];
    const own = folders.filter((folder) => folder.startsWith("$"));
    const fixed = folders.filter((folder) => folder.startsWith("/"));
    const places = [...own.map((one) => posix.normalize(one.replace(ORIGIN, origin))), ...fixed, ...loader];
    const missing = needed.filter((name) => {
      if (name.includes("/")) return !isHere(name);
      return !libraries.has(name) && !places.some((folder) => isHere(`${folder}/${name}`));
    });
    if (isFound && missing.length === 0) continue;
    // What is beside it has been looked at.
    const left = missing.length === 0 ? [] : places.filter((folder) => fixed.includes(folder) || !isOurs(folder));
    const lack = { machine, ...(isFound ? {} : { interpreter }), libraries: missing, folders: left };
    const key = JSON.stringify(lack);
    const known = found.get(key);
    if (known !== undefined) found.set(key, { ...known, count: known.count + 1 });
    else if (found.size < MOST) found.set(key, { file, count: 1, ...lack });
  }
  return [...found.values()];
}

/** A link counts: where it leads is known in the image. */
function isThere(path: RawName): boolean {
  try {
    lstatSync(rawPath(path));
    return true;
  } catch {
    return false; // what is above it may be a file
  }
}

/** All programs and libraries, by their names below `from`, and what libraries are called there. */
function filesBelow(from: RawName) {
  const elves = new Map<RawName, Elf>();
  const libraries = new Set<string>();
  const look = (path: RawName) => {
    const stat = lstatSync(rawPath(path));
    if (stat.isDirectory()) {
      for (const name of readdirSync(rawPath(path), { encoding: "latin1" }).sort()) look(`${path}/${name}`);
      return;
    }
    const isLibrary = LIBRARY.test(posix.basename(path));
    if (isLibrary) libraries.add(posix.basename(path));
    if (!stat.isFile() || !(isLibrary || (stat.mode & 0o111) !== 0)) return;
    const elf = readElf(path);
    if (elf !== undefined) elves.set(path.slice(from.length + 1), elf);
  };
  look(from);
  return { elves, libraries };
}
