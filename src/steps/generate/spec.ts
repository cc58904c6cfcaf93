import { FormatError } from "../../nix/format-error.ts";
import { parseStorePath } from "../../nix/store-path.ts";
import type { GeneratedFile } from "../../value/generated-file.ts";
import { OWN_PROGRAMS, type OwnProgram } from "../../value/own-program.ts";
import {
  absolutePath,
  anyText,
  kinds,
  listOf,
  optional,
  parsed,
  record,
  type Shape,
  text,
  texts,
  wholeNumber,
} from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

/** A package whose files are linked. */
const linkedPackage = record({
  /** Its store path. */
  path: parsed(text, (path) => parseStorePath(path).path),
  /** Of two files at one place, that with the lower number wins. Nix's default is 5. */
  priority: wholeNumber,
});

const owned = { path: absolutePath, uid: wholeNumber, gid: wholeNumber };

const ownProgram: Shape<OwnProgram> = parsed(text, (name) => {
  const program = OWN_PROGRAMS.find((known) => known === name);
  if (program === undefined) throw new FormatError(`"${name}" is no program of decl's`);
  return program;
});

const generatedFile: Shape<GeneratedFile> = kinds("a generated file", {
  symlink: record({ ...owned, target: text }),
  directory: record({ ...owned, mode: wholeNumber }),
  file: record({ ...owned, mode: wholeNumber, sources: optional(texts), text: anyText }),
  program: record({ ...owned, mode: wholeNumber, program: ownProgram }),
});

/** What `generate` is given: the links of the system path, and files beside them. */
export const generateSpec = specOf("generate", {
  /** The folder of the output that the links are in; its root by default. */
  linkRoot: optional(absolutePath),
  packages: listOf(linkedPackage),
  /** The folders whose contents are linked, e.g. "/bin" or "/share/man"; they and their parents become real folders. */
  pathsToLink: parsed(texts, (paths) => paths.map(plainPath)),
  /** A folder of folders that have store paths: the packages and all that their symlinks lead to. */
  stores: absolutePath,
  /** The folder of decl's own programs that files are made of; the root by default. */
  programs: optional(absolutePath),
  /** The folder that becomes the root of the links. What is in it already may only be folders. */
  output: absolutePath,
  files: listOf(generatedFile),
  /** Programs that have to be there when all is made. */
  wanted: optional(listOf(absolutePath)),
  /** Packages that are linked below other folders. */
  profiles: listOf(record({ path: absolutePath, packages: listOf(linkedPackage) })),
});

/** The same once it is read. */
export type GenerateSpec = SpecOf<typeof generateSpec>;

function plainPath(path: string): string {
  if (/^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[\w.+@-]+)+)$/.test(path)) return path;
  throw new FormatError(`the path to link "${path}" is not absolute and plain`);
}
