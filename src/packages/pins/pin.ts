/** A pinned package set: an address, and the hash or commit that it must have. */
export type SourcePin = ArchivePin | GitPin;

/** An archive with one folder at its top. */
export interface ArchivePin {
  readonly kind: "archive";
  readonly url: string;
  /** The NAR hash of that folder, as in fetchTarball and flake.lock, or the hash of the file. */
  readonly hash: { readonly of: "tree" | "file"; readonly text: string };
  /** The folder in the archive that has the default.nix. */
  readonly folder?: string | undefined;
  /** The commit of the archive, for the lock file. */
  readonly rev?: string | undefined;
}

/** A commit of a repository. Its id is its checksum. */
export interface GitPin {
  readonly kind: "git";
  readonly git: string;
  readonly rev: string;
  /** A tag or branch that points to the commit. */
  readonly ref?: string | undefined;
  readonly folder?: string | undefined;
}
