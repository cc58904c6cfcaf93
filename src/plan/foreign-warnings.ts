import { posix } from "node:path";
import { at, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { namesText } from "../text/names-text.ts";
import { visibleText } from "../text/visible-text.ts";

/** A program or library that wants what was not found where it was made. Names are bytes, one character for each. */
export interface ForeignProgram {
  /** Below what was made; empty where it is that itself. */
  readonly file: string;
  /** How many files want the same, this one included. */
  readonly count: number;
  /** The processor, as in ELF files. */
  readonly machine: number;
  /** The loader of its libraries, where it was not found. */
  readonly interpreter?: string | undefined;
  /** The libraries that were not found, */
  readonly libraries: readonly string[];
  /** and the folders that it wants them in, apart from those that were looked into. */
  readonly folders: readonly string[];
}

/** Something of the image that was made for it. */
export interface MadeFiles {
  /** In words. */
  readonly subject: string;
  /** Where in the image its files are, where that is no store path. */
  readonly target?: string;
  readonly foreign: readonly ForeignProgram[];
  readonly place?: Place | undefined;
}

/**
 * Warnings of programs and libraries that want what the image has not got: "no such file or directory" is all that a program
 * without its loader says of itself.
 */
export function foreignWarnings(made: Iterable<MadeFiles>): Diagnostic[] {
  return [...made].flatMap(({ foreign, ...rest }) => [
    ...startWarning(
      rest,
      foreign.filter(({ interpreter }) => interpreter !== undefined),
    ),
    ...libraryWarning(
      rest,
      foreign.filter(({ interpreter, libraries }) => interpreter === undefined && libraries.length > 0),
    ),
  ]);
}

function startWarning(made: Omit<MadeFiles, "foreign">, foreign: readonly ForeignProgram[]): Diagnostic[] {
  const [first] = foreign;
  if (first === undefined) return [];
  const more = isAlone(foreign) ? "" : ", and so do others in it";
  return [
    {
      code: "foreign-program",
      severity: "warning",
      message: visibleText(
        `${nameOf(first, made)} wants ${first.interpreter} to start, which is not in the image${more}`,
      ),
      ...at(made.place),
      hint: "make it with a compiler of the package set (pkgs.gcc), link it statically, or let patchelf --set-interpreter lead it to the store",
    },
  ];
}

function libraryWarning(made: Omit<MadeFiles, "foreign">, foreign: readonly ForeignProgram[]): Diagnostic[] {
  const [first] = foreign;
  if (first === undefined) return [];
  const names = [...new Set(foreign.flatMap(({ libraries }) => libraries))];
  const more = isAlone(foreign) ? " needs" : " and others in it need";
  return [
    {
      code: "missing-library",
      severity: "warning",
      message: visibleText(
        `${nameOf(first, made)}${more} ${namesText(names)}, which ${names.length === 1 ? "is" : "are"} not in the image`,
      ),
      ...at(made.place),
      hint: "add the package that has it (pkgs.stdenv.cc.cc.lib for libstdc++.so.6), and lead to its lib folder with LD_LIBRARY_PATH or patchelf --add-rpath",
    },
  ];
}

const isAlone = ([first, ...others]: readonly ForeignProgram[]) => others.length === 0 && first?.count === 1;

function nameOf({ file }: ForeignProgram, { subject, target }: Omit<MadeFiles, "foreign">): string {
  const name = Buffer.from(file, "latin1").toString();
  if (target !== undefined) return `${posix.join(target, name)}, from ${subject},`;
  return file === "" ? subject : `${name} in ${subject}`;
}
