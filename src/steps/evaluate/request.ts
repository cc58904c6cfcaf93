/** What the evaluation is asked: the file that evaluate.nix reads. */
export interface EvaluationRequest {
  /** Where the package set is mounted. */
  readonly packageSet: string;
  /** `nixpkgs.config` */
  readonly config: Readonly<Record<string, unknown>>;
  /** Absolute files. */
  readonly overlays: readonly string[];
  readonly systems: Readonly<Record<string, Readonly<Record<string, WantedName>>>>;
}

type WantedName = { readonly path: readonly string[] } | { readonly file: string };
