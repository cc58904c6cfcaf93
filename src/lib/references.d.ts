/** What a declaration names things with: packages, store paths, files of build contexts, platforms. */

declare const referenceBrand: unique symbol;

/** A package by its attribute path in the package set: `pkgs.hello`, `pkgs.python3Packages.requests`, `pkgs.openssl.dev`. */
export interface Package {
  readonly [referenceBrand]: "package";
  readonly [attribute: string]: Package;
}

/** A path in the Nix store by its full name. */
export interface StorePath {
  readonly [referenceBrand]: "store path";
}

/** Files of a build context: what `context("./www")` is. */
export interface ContextFiles {
  readonly [referenceBrand]: "context files";
}

export interface Platform {
  /** GOOS and GOARCH names, as in `--platform`. */
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** Nix's name for it, e.g. "aarch64-linux". */
  readonly system: string;
}
