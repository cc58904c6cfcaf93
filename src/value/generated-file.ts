import type { OwnProgram } from "./own-program.ts";

/**
 * A file, folder or link that the image gets beside its store paths. Its time is always 1 s after 1970, as in the store.
 * `sources` are files of the store that a file begins with, before its text. A program is a file with the bytes of one of
 * decl's own programs.
 */
export type GeneratedFile = {
  /** Absolute, without a trailing slash. */
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
} & (
  | {
      readonly type: "file";
      readonly mode: number;
      readonly sources?: readonly string[] | undefined;
      readonly text: string;
    }
  | { readonly type: "program"; readonly mode: number; readonly program: OwnProgram }
  | { readonly type: "directory"; readonly mode: number }
  | { readonly type: "symlink"; readonly target: string }
);

/** A function for each kind of file. */
type ByKind<T> = {
  readonly [Type in GeneratedFile["type"]]: (file: Extract<GeneratedFile, { readonly type: Type }>) => T;
};

/** Calls the function for the file's kind. */
export function byKind<T>(file: GeneratedFile, functions: ByKind<T>): T {
  // The function for a kind takes files of that kind.
  const make = functions[file.type] as (file: GeneratedFile) => T;
  return make(file);
}
