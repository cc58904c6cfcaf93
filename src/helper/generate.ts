import {
  chmodSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import type { GeneratedFile } from "../plan/generated-file.ts";
import { HelperFailure, UsageError } from "./failure.ts";
import { type LinkSpec, link, readLinkSpec } from "./link.ts";
import { MTIME } from "./restore.ts";
import type { SpecReader } from "./spec.ts";

/** What `generate` is given, as JSON: the links of the system path, and files beside them. */
export interface GenerateSpec extends LinkSpec {
  readonly files: readonly GeneratedFile[];
}

/** @throws UsageError */
export function readGenerateSpec(spec: SpecReader): GenerateSpec {
  return { ...readLinkSpec(spec), files: spec.objects("files").map(readFile) };
}

function readFile(entry: SpecReader): GeneratedFile {
  const common = { path: entry.path("path"), uid: entry.number("uid"), gid: entry.number("gid") };
  const type = entry.text("type");
  if (type === "symlink") return { ...common, type, target: entry.text("target") };
  const mode = entry.number("mode");
  if (type === "directory") return { ...common, type, mode };
  if (type === "file") return { ...common, type, mode, text: entry.anyText("text") };
  throw new UsageError(`a generated file cannot be a "${type}"`);
}

/**
 * Writes the generated layer: first the link farm, then the files, which take the place of links. All times are 1 s after
 * 1970, so the layer depends on nothing but the specification and the packages' names.
 *
 * @throws HelperFailure when packages collide or a file is wanted where a folder is
 */
export function generate(spec: GenerateSpec, report: (line: string) => void): void {
  link(spec, report);
  for (const file of spec.files) writeGenerated(spec.output, file);
  stampFolders(spec.output);
  report(`${spec.files.length} generated files and folders`);
}

function writeGenerated(output: string, file: GeneratedFile): void {
  const path = output + file.path;
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const existing = lstatSync(path, { throwIfNoEntry: false });
  if (file.type !== "directory" && existing?.isDirectory()) {
    throw new HelperFailure(`${file.path} is to be a ${file.type}, but the packages make a folder of it`);
  }
  if (existing !== undefined && !existing.isDirectory()) rmSync(path);
  if (file.type === "directory") mkdirSync(path, { recursive: true });
  else if (file.type === "symlink") symlinkSync(file.target, path);
  else writeFileSync(path, file.text, { flag: "wx" });
  lchownSync(path, file.uid, file.gid);
  // After the owner: changing that takes the set-id bits away.
  if (file.type !== "symlink") chmodSync(path, file.mode);
  lutimesSync(path, MTIME, MTIME);
}

/** Making an entry changes its folder's time, so folders come last. */
function stampFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) stampFolders(`${folder}/${entry.name}`);
  }
  utimesSync(folder, MTIME, MTIME);
}
