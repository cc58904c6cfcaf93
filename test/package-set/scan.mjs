/** What the ELF files and scripts of a .deb ask for, read once per .deb and kept as JSON. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { readDynamic } from "./elf.mjs";

const run = promisify(execFile);
const WORKERS = 2;

/**
 * @typedef {object} ScannedFile
 * @property {string} path as in the .deb, without the leading slash
 * @property {string[]} [needed] the sonames it asks for
 * @property {string[]} [libraries] the names under which it can be asked for
 * @property {string[]} [provides] the same, where it lies in the loader's public folder
 * @property {string} [shebang] the first line of a script
 *
 * @param {string} debFolder holds the .deb files under their store names
 * @param {string} scanFolder
 * @param {object[]} debs control stanzas
 * @returns {Promise<Map<object, ScannedFile[]>>}
 */
export async function scanAll(debFolder, scanFolder, debs) {
  await mkdir(scanFolder, { recursive: true });
  const found = new Map();
  const queue = [...debs];
  const worker = async () => {
    for (let deb = queue.shift(); deb; deb = queue.shift()) found.set(deb, await scanKept(debFolder, scanFolder, deb));
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return found;
}

/** The .deb's name with the characters that a store path may have; wanted.awk does the same. */
export function storeName(deb) {
  return basename(deb.Filename).replace(/[^0-9A-Za-z+._?=-]/g, "-");
}

async function scanKept(debFolder, scanFolder, deb) {
  const kept = join(scanFolder, `${deb.SHA256}.json`);
  if (existsSync(kept)) return JSON.parse(await readFile(kept, "utf8"));
  const file = join(debFolder, storeName(deb));
  const sha256 = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  if (sha256 !== deb.SHA256) throw new Error(`${file} has not the hash that the package index says`);
  const folder = await mkdtemp(join(tmpdir(), "decl-scan-"));
  try {
    await run(...(file.endsWith(".deb") ? ["dpkg-deb", ["-x", file, folder]] : ["tar", ["-xf", file, "-C", folder]]));
    const files = await scanFolderOf(folder);
    await writeFile(`${kept}.new`, JSON.stringify(files));
    await rename(`${kept}.new`, kept);
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scanFolderOf(folder) {
  const files = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath ?? entry.path, entry.name);
    const path = relative(folder, full);
    if (entry.isSymbolicLink() && entry.name.includes(".so")) files.push({ path, ...names(path, [entry.name]) });
    if (entry.isFile()) {
      const scanned = await scanFile(full, path);
      if (scanned) files.push({ path, ...scanned });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function scanFile(full, path) {
  const handle = await open(full);
  const head = Buffer.alloc(128);
  try {
    await handle.read(head, 0, head.length, 0);
  } finally {
    await handle.close();
  }
  if (head[0] === 0x23 && head[1] === 0x21) return { shebang: head.toString("latin1").split("\n")[0] };
  if (head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const dynamic = readDynamic(await readFile(full));
  if (!dynamic) return undefined;
  return { needed: dynamic.needed, ...names(path, [dynamic.soname, basename(path)].filter(Boolean)) };
}

function names(path, libraries) {
  const isPublic = /^(usr\/)?lib(64|\/[a-z0-9_]+-linux-gnu)?$/.test(dirname(path));
  return { libraries, ...(isPublic ? { provides: libraries } : {}) };
}
