/** A package set, pinned: which bytes it is made of, whatever its address serves. */
export type SourcePin = ArchivePin | GitPin;

/** An archive with one folder at its top. */
export interface ArchivePin {
  readonly kind: "archive";
  readonly url: string;
  /** What is pinned: the NAR hash of that folder, as fetchTarball and flake.lock have it, or the hash of the file. */
  readonly hash: { readonly of: "tree" | "file"; readonly text: string };
  /** The folder in it that has the default.nix. */
  readonly folder?: string | undefined;
  /** The commit that it is of, for the lock file. */
  readonly rev?: string | undefined;
}

/** A commit of a repository, whose id is its checksum. */
export interface GitPin {
  readonly kind: "git";
  readonly git: string;
  readonly rev: string;
  /** A tag or branch whose newest commit it is. */
  readonly ref?: string | undefined;
  readonly folder?: string | undefined;
}
