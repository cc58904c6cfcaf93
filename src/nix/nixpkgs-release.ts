/**
 * The release of nixpkgs that names are looked up in when a declaration says nothing else. Release tags stay where they are,
 * and cache.nixos.org has what they name, with the Nix of its nix-fallback-paths.nix. That the tag is at this commit is known from published pins: they give tarballs of both the one hash
 * sha256-md0zn0RnwNvPyASas1yG5YUuwQ4ALA6ucL50l0DvqCo=.
 */
export const NIXPKGS_RELEASE = {
  git: "https://github.com/NixOS/nixpkgs.git",
  ref: "26.05",
  rev: "8c50a710ddca43d7a530fb805ad55bde8d0141c5",
} as const;
