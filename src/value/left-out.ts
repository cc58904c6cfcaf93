/** What an image has not of what NixOS was asked, and why: options by their names. */
export type LeftOut = readonly {
  readonly options: readonly string[];
  /**
   * Options in those of them that are groups. Nix has no definitions of a group, so what a .nix file says is seen only of these; what
   * a declaration says is seen of all.
   */
  readonly within?: readonly string[];
  readonly why: string;
}[];
