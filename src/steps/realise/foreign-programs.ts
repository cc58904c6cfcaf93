import { closeSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { type RawName, rawPath, showName } from "../../nix/nar/name.ts";
import { STORE_DIR } from "../../nix/store-path.ts";
import { visibleText } from "../../text/visible-text.ts";

/** A program whose interpreter, the loader of its libraries, is not in the store. */
export interface ForeignProgram {
  /** Below the store path. */
  readonly file: string;
  /** E.g. "/lib64/ld-linux-x86-64.so.2". */
  readonly interpreter: string;
}

/** Nobody reads more of them. */
const MOST = 5;

/** How far into a file its headers and the interpreter's name are. Those of all linkers are at its beginning. */
const HEAD = 8192;

/** Programs below `root` that only start where another system's libraries are, the first of them. */
export function foreignPrograms(root: string): ForeignProgram[] {
  const found: ForeignProgram[] = [];
  // Names of files are bytes.
  const from = Buffer.from(root).toString("latin1");
  const look = (path: RawName) => {
    if (found.length === MOST) return;
    const stat = lstatSync(rawPath(path));
    if (stat.isDirectory()) {
      for (const name of readdirSync(rawPath(path), { encoding: "latin1" }).sort()) look(`${path}/${name}`);
    }
    if (!stat.isFile() || stat.size < 64 || (stat.mode & 0o111) === 0) return;
    const interpreter = interpreterOf(path);
    if (interpreter === undefined || interpreter.startsWith(`${STORE_DIR}/`)) return;
    found.push({ file: visibleText(showName(path.slice(from.length + 1))), interpreter: visibleText(interpreter) });
  };
  look(from);
  return found;
}

const PROGRAM_INTERPRETER = 3;

/** What an ELF file of 64 bits, in little-endian, names as its interpreter (PT_INTERP). */
function interpreterOf(path: RawName): string | undefined {
  const head = Buffer.alloc(HEAD);
  const file = openSync(rawPath(path), "r");
  let length: number;
  try {
    length = readSync(file, head, 0, HEAD, 0);
  } finally {
    closeSync(file);
  }
  if (length < 64 || head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2 || head[5] !== 1) return undefined;
  const [table, size, count] = [Number(head.readBigUInt64LE(32)), head.readUInt16LE(54), head.readUInt16LE(56)];
  for (let at = table; at + 56 <= length && at < table + size * count; at += Math.max(size, 56)) {
    if (head.readUInt32LE(at) !== PROGRAM_INTERPRETER) continue;
    const [offset, bytes] = [Number(head.readBigUInt64LE(at + 8)), Number(head.readBigUInt64LE(at + 32))];
    if (offset + bytes > length || bytes < 2) return undefined;
    return head.toString("latin1", offset, offset + bytes - 1);
  }
  return undefined;
}
