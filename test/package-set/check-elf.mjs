/**
 * Checks without running anything that every ELF file of a store finds its loader and its libraries in its own closure.
 *
 *   node check-elf.mjs STORE PATH-INFO     STORE: a folder with the store paths; PATH-INFO: `nix path-info --json --recursive`
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { readDynamic } from "./elf.mjs";

const [store, infoFile] = process.argv.slice(2);
const info = new Map(
  Object.entries(JSON.parse(readFileSync(infoFile, "utf8"))).map(([path, row]) => [basename(path), row]),
);
let files = 0;
const faults = [];
for (const name of info.keys()) {
  const closure = closureOf(name);
  for (const file of filesOf(join(store, name))) checkFile(file, closure);
}
for (const fault of faults) console.log(`FAIL ${fault}`);
console.log(`${files} ELF files in ${info.size} store paths, ${faults.length} faults`);
process.exitCode = faults.length === 0 && files > 0 ? 0 : 1;

function closureOf(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const reference of info.get(name)?.references ?? []) closureOf(basename(reference), seen);
  return seen;
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function checkFile(file, closure) {
  const dynamic = readDynamic(readFileSync(file));
  if (!dynamic) return;
  files += 1;
  const shown = file.slice(store.length + 1);
  if (dynamic.interpreter && !has(dynamic.interpreter, closure)) faults.push(`${shown}: loader ${dynamic.interpreter}`);
  for (const soname of dynamic.needed) {
    if (soname.startsWith("ld-linux") || isLoaderOrLibc(shown)) continue;
    if (!dynamic.runpath.some((folder) => has(`${folder}/${soname}`, closure))) faults.push(`${shown}: ${soname}`);
  }
}

/** libc.so.6 needs the loader only, and the loader nothing. */
function isLoaderOrLibc(shown) {
  return /\/lib\/(ld-linux[^/]*|libc)\.so\.\d$/.test(shown);
}

/** Is /nix/store/NAME/… there, and NAME, and what a link in it leads to, in the closure? */
function has(path, closure) {
  const [, name, rest] = /^\/nix\/store\/([^/]+)\/(.*)$/.exec(path) ?? [];
  if (!name || !closure.has(name)) return false;
  const file = join(store, name, rest);
  if (!existsSync(file)) return false;
  return closure.has(
    realpathSync(file)
      .slice(realpathSync(store).length + 1)
      .split("/")[0],
  );
}
