/** The module "decl", for editors and for `tsc`; what runs is guest/decl.ts. */

// lib.d.ts, by the name of a file that there would be: TypeScript takes no value from a `.d.ts`.
import * as lib from "../lib/lib.js";
import type { Config as BuiltInConfig, Options as BuiltInOptions } from "../lib/options.gen.d.ts";
import type { BuildOptions, ContextFiles, Package, StorePath } from "../lib/references.d.ts";
import type { AnyModule, KnownImages, KnownModule } from "./known-module.d.ts";

export type { BuildOptions, ContextFiles, Package, Platform, StorePath } from "../lib/references.d.ts";
export { lib };

/**
 * The packages by name: `pkgs.hello`. All can be named; `decl types` writes those of the package set in use, for editors to
 * complete.
 */
export interface Packages {
  readonly [attribute: string]: Package;
}

/** What a module is called with. */
export interface ModuleArguments extends lib.CommonArguments {
  readonly pkgs: Packages;
  /** The merged configuration so far: modules run until it stands still. */
  readonly config: Config;
  /** In a submodule, the name of its instance. */
  readonly name?: string;
}

/**
 * What declarations define. A declaration adds options of its own:
 *
 *     declare module "decl" {
 *       interface Options extends lib.DefinitionsOf<typeof options> {}
 *       interface Config extends lib.ValuesOf<typeof options> {}
 *     }
 */
export interface Options extends BuiltInOptions {}

/** What modules read. */
export interface Config extends BuiltInConfig {}

/** A module with its parts named: options of its own, other modules, and its definitions. */
export interface ModuleParts {
  readonly imports?: readonly Module[];
  readonly options?: lib.OptionTree;
  readonly config?: Options | lib.Property<Options>;
}

export type ModuleValue = Options | lib.Property<Options> | ModuleParts | (Options & Pick<ModuleParts, "imports">);

export type Module = ModuleValue | ((args: ModuleArguments) => ModuleValue);

/** One image. Gives editors the types; the value is the module itself. */
export declare const image: TypedModule;

/** A part of an image, for `imports`. Gives editors the types; the value is the module itself. */
export declare const module: TypedModule;

type TypedModule = <const Given extends AnyModule>(module: KnownModule<Given>) => Module;

/** Several images in one file; `--target` chooses, and `default` is built where it says nothing. */
export declare const images: <const Given extends { readonly [name: string]: AnyModule }>(
  byName: KnownImages<Given>,
) => { readonly images: unknown };

/** A store path by its full name, e.g. `storePath("/nix/store/…-hello-2.12.2")`. */
export declare function storePath(path: string): StorePath;

/**
 * A file or folder of the build context, e.g. `context("./www")`, or with a name in front of one that is given with
 * `--build-context NAME=…`, e.g. `context("assets:img/logo.png")`. As a package, or in a text, it is the store path that
 * `nix store add-path` would make of it, called like the last part of the path, or `name`.
 */
export declare function context(path: string, name?: string): ContextFiles;

/**
 * A program that a script makes of files of the build context and packages, in a build step of its own:
 *
 *     const app = build({
 *       name: "shop", src: context("./app"), packages: [pkgs.nodejs], network: true,
 *       script: `npm ci --omit=dev && mkdir -p $out && cp -r . $out/`,
 *     });
 *
 * What the script leaves in `$out` is a store path, which can be used wherever a package can. Of its packages those are in the
 * image that it refers to.
 */
export declare function build(options: BuildOptions): StorePath;

/**
 * A package by a Nix expression in which `pkgs` is the package set, e.g. nix`pkgs.hello.override { stdenv = pkgs.gcc14Stdenv; }`.
 * What no binary cache has is built.
 */
export declare function nix(
  strings: TemplateStringsArray,
  ...values: readonly (Package | string | number | boolean)[]
): Package;
