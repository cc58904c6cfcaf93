/**
 * A file, folder or link that the image gets beside its store paths. Its time is always 1 s after 1970, as in the store.
 * `sources` are files of the store that a file begins with, before its text.
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
  | { readonly type: "directory"; readonly mode: number }
  | { readonly type: "symlink"; readonly target: string }
);
