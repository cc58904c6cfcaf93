/** What a declaration names things with: packages, store paths, files of build contexts, platforms. */

declare const referenceBrand: unique symbol;

/** A package by its attribute path in the package set: `pkgs.hello`, `pkgs.python3Packages.requests`, `pkgs.openssl.dev`. */
export interface Package {
  readonly [referenceBrand]: "package";
  readonly [attribute: string]: Package;
}

/** A path in the Nix store, by its full name or by what makes it. */
export interface StorePath {
  readonly [referenceBrand]: "store path";
}

/** Files of a build context: what `context("./www")` is. */
export interface ContextFiles {
  readonly [referenceBrand]: "context files";
}

/** What a program is built from: see `build`. */
export interface BuildOptions {
  /** What its store path is called. */
  readonly name: string;
  /** Files of the build context: the script runs in a copy of them. */
  readonly src?: ContextFiles;
  /** What the script finds: programs on its PATH, headers, libraries, modules. bash and coreutils are there anyway. */
  readonly packages?: readonly (Package | StorePath | ContextFiles)[];
  /** What /bin/sh runs, which ends at the first command that fails. It makes `$out`. */
  readonly script: string;
  readonly env?: { readonly [name: string]: string | Package | StorePath };
  /** Whether it may use the network; without it the result depends on nothing but what is given. */
  readonly network?: boolean;
  /** Folders that outlive the build on this builder, such as `/root/.npm`. */
  readonly cache?: readonly string[];
  /** Ids of `--secret`, each a file below /run/secrets. */
  readonly secrets?: readonly string[];
  /** Ids of `--ssh`; SSH_AUTH_SOCK is the first. */
  readonly ssh?: readonly string[];
}

export interface Platform {
  /** GOOS and GOARCH names, as in `--platform`. */
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** Nix's name for it, e.g. "aarch64-linux". */
  readonly system: string;
}

/** What NixOS is told: any of its options, and `imports` of .nix files of the build context, or of modules as nix`…`. */
export interface NixosOptions {
  readonly imports?: readonly (string | ContextFiles | Package)[];
  readonly [option: string]: unknown;
}

/** What NixOS has made of it: its options are not known here. */
export interface NixosConfig {
  // biome-ignore lint/suspicious/noExplicitAny: any option may be read, and what is in it is NixOS's
  readonly [option: string]: any;
}
