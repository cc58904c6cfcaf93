/**
 * The release of nixpkgs that names are looked up in when a declaration says nothing else: the commit of its tag 26.05. The
 * hash is that of the tree, which stays when the archive is compressed anew; published pins of the commit and of the tag
 * agree on it.
 */
export const NIXPKGS_RELEASE = {
  version: "26.05",
  url: "https://github.com/NixOS/nixpkgs/archive/8c50a710ddca43d7a530fb805ad55bde8d0141c5.tar.gz",
  narHash: "sha256-md0zn0RnwNvPyASas1yG5YUuwQ4ALA6ucL50l0DvqCo=",
} as const;

/**
 * The Nix that looks names up where nothing else is said, by the system that builds. cache.nixos.org keeps it, as nixpkgs's own
 * nix-fallback-paths.nix has named it. Which Nix it is does not change what names mean.
 */
export const DEFAULT_NIX: Readonly<Record<string, string>> = {
  "x86_64-linux": "/nix/store/6qpfa1c19q4idpjij6s6yywkfvhp820s-nix-2.34.7",
  "aarch64-linux": "/nix/store/5i60qiqjx9bjkcy31fwvnx28ijljlbs3-nix-2.34.7",
};
