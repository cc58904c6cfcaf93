/** The module "decl", for editors and for `tsc`; what runs is prelude.js. */

/** A package by its attribute path in the package set: `pkgs.hello`, `pkgs.python3Packages.requests`, `pkgs.openssl.dev`. */
export interface Package {
  readonly [attribute: string]: Package;
}

/** A path in the Nix store by its full name. */
export interface StorePath {
  readonly kind?: "store-path";
}

export interface Platform {
  /** GOOS and GOARCH names, as in `--platform`. */
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** Nix's name for it, e.g. "aarch64-linux". */
  readonly system: string;
}

export interface ModuleArguments {
  readonly pkgs: { readonly [attribute: string]: Package };
  readonly lib: typeof lib;
  /** The merged configuration so far: modules run until it stands still. */
  readonly config: Config;
  /** What came with `--build-arg NAME=value`. */
  readonly args: { readonly [name: string]: string | undefined };
  readonly platform: Platform;
  /** What came with `--target`, or "". */
  readonly target: string;
  /** In a submodule, the name of its instance. */
  readonly name?: string;
}

import * as lib from "../lib/lib.js";
import type { Config, Options } from "../modules/options.gen.d.ts";

export type { Config, Options };
export { lib };

/** A module with its parts named: options of its own, other modules, and its definitions. */
export interface ModuleParts {
  readonly imports?: readonly Module[];
  readonly options?: lib.OptionTree;
  readonly config?: Options | lib.Property<Options>;
}

export type ModuleValue = Options | lib.Property<Options> | ModuleParts | (Options & Pick<ModuleParts, "imports">);

export type Module = ModuleValue | ((args: ModuleArguments) => ModuleValue);

/** One image. Gives editors the types; the value is the module itself. */
export declare function image(module: Module): Module;

/** Several images in one file; `--target` chooses, and `default` is built where it says nothing. */
export declare function images(byName: { readonly [name: string]: Module }): { readonly images: unknown };

/** A store path by its full name, e.g. `storePath("/nix/store/…-hello-2.12.2")`. */
export declare function storePath(path: string): StorePath;
