import {
  chmodSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { type RawName, rawName } from "../../nix/nar/name.ts";
import { STORE_DIR } from "../../nix/store-path.ts";
import { byKind, type GeneratedFile } from "../../value/generated-file.ts";
import { HelperFailure } from "../helper/failure.ts";
import { programOf } from "../helper/program.ts";
import { MTIME } from "../helper/restore.ts";
import { checkPrograms } from "./check-programs.ts";
import { readFetched, sayFetched } from "./fetched.ts";
import { link, linkProfile } from "./link.ts";
import { type GenerateSpec, generateSpec } from "./spec.ts";
import { isThere, openStore, resolvePath, type StoreTree } from "./store-tree.ts";

export const program = programOf(generateSpec, (spec, report) => {
  generate(spec, report);
  const fetched = readFetched(process.env.NO_PROXY); // see `unkeyed` of steps
  if (fetched !== undefined) sayFetched(fetched, spec.stores, report);
});

/**
 * Writes the generated layer: first the link farm, then the files, which take the place of links. All times are 1 s after
 * 1970, so the layer depends on nothing but the specification and the packages' names.
 *
 * @throws HelperFailure when packages collide, a file is wanted where a folder is, or a program is missing
 */
export function generate(spec: GenerateSpec, report: (line: string) => void): void {
  const store = openStore(spec.stores);
  const taken = new Set(spec.files.filter(({ type }) => type !== "directory").map(({ path }) => rawName(path)));
  link({ ...spec, realFolders: foldersOf(spec.files), taken }, report);
  for (const { path, packages } of spec.profiles) linkProfile({ ...spec, packages }, path, report);
  for (const file of spec.files) writeGenerated(spec, file, store);
  checkPrograms(spec, store);
  stampFolders(spec.output);
  report(`${spec.files.length} generated files and folders`);
}

/** The folders that files are in, and those that are files themselves: a package's link must not stand for them. */
function foldersOf(files: readonly GeneratedFile[]): RawName[] {
  const folders = files.map(({ type, path }) => (type === "directory" ? path : dirname(path)));
  return [...new Set(folders)].map(rawName);
}

function writeGenerated({ output, programs = "" }: GenerateSpec, file: GeneratedFile, store: StoreTree): void {
  const path = output + file.path;
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (file.type !== "directory" && existing?.isDirectory()) {
    throw new HelperFailure(`${file.path} is to be a ${file.type}, but the packages make a folder of it`);
  }
  if (existing !== undefined && !existing.isDirectory()) rmSync(path);
  const write = (bytes: Uint8Array) => writeFileSync(path, bytes, { flag: "wx" });
  byKind<void>(file, {
    directory: () => mkdirSync(path, { recursive: true }),
    symlink: (link) => symlinkSync(checkedTarget(link, store), path),
    file: (one) => write(contentOf(one, store)),
    program: ({ program }) => write(readFileSync(`${programs}/${program}`)),
  });
  lchownSync(path, file.uid, file.gid);
  // After the owner: changing that takes the set-id bits away.
  if (file.type !== "symlink") chmodSync(path, file.mode);
  lutimesSync(path, MTIME, MTIME);
}

/** A link to what a package does not have is a misspelt name, which nobody would notice until it is needed. */
function checkedTarget({ path, target }: { path: string; target: string }, store: StoreTree): string {
  if (target.startsWith(`${STORE_DIR}/`) && !isThere(store, rawName(target))) {
    throw new HelperFailure(`${path} is to lead to ${target}, which is not there`);
  }
  return target;
}

function contentOf(file: Extract<GeneratedFile, { type: "file" }>, store: StoreTree): Uint8Array {
  const parts = (file.sources ?? []).map((source) => {
    const resolved = resolvePath(store, rawName(source));
    if (resolved === undefined || store.node(resolved)?.kind !== "file") {
      throw new HelperFailure(`${file.path} is to hold ${source}, which is no file of a package`);
    }
    return store.read(resolved);
  });
  return Buffer.concat([...parts, Buffer.from(file.text)]);
}

/** Making an entry changes its folder's time, so folders come last. */
function stampFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) stampFolders(`${folder}/${entry.name}`);
  }
  utimesSync(folder, MTIME, MTIME);
}
