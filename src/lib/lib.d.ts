/** NixOS's `lib` as declarations and editors see it; what runs is all.ts. */
import type { ContextFiles, NixosConfig, NixosOptions, Package, Platform, StorePath } from "./references.d.ts";

declare const propertyBrand: unique symbol;
declare const optionBrand: unique symbol;
declare const typeBrand: unique symbol;

/** A definition with a condition, priority or order. It stands wherever its content may stand. */
export interface Property<Content> {
  readonly [propertyBrand]: Content;
}

export interface AnyProperty {
  readonly [propertyBrand]: unknown;
}

/** A value, or one under mkIf, mkDefault and the like. */
export type Def<T> = T | Property<T>;

export interface OptionFields<Value = unknown, Definition = unknown, Applied = Value> {
  readonly type?: OptionType<Value, Definition>;
  readonly default?: unknown;
  /** What the documentation shows for a default that is computed. */
  readonly defaultText?: string;
  readonly description?: string;
  readonly example?: unknown;
  /** Makes what modules read of the merged value. */
  readonly apply?: (value: Value) => Applied;
  readonly internal?: boolean;
  readonly readOnly?: boolean;
  /** Says what to use instead; a definition is a warning. */
  readonly deprecated?: string;
  /** The option that this one is now called, e.g. "nix.settings.cores"; definitions are passed on, with a warning. */
  readonly renamedTo?: string;
}

export interface Option<Value = unknown, Definition = unknown> {
  readonly [optionBrand]: { readonly value: Value; readonly definition: Definition };
}

/** What modules read of an option and what they define it with. */
export interface OptionType<Value = unknown, Definition = unknown> {
  readonly [typeBrand]: { readonly value: Value; readonly definition: Definition };
  readonly kind: string;
}

/** Options by name, nested as they are named. */
export interface OptionTree {
  readonly [name: string]: Option | OptionTree;
}

/** What modules read of options, e.g. `interface Config extends lib.ValuesOf<typeof options> {}`. */
export type ValuesOf<Tree> = {
  readonly [Name in keyof Tree]: Tree[Name] extends Option<infer Value, unknown> ? Value : ValuesOf<Tree[Name]>;
};

/** What modules define options with, e.g. `interface Options extends lib.DefinitionsOf<typeof options> {}`. */
export type DefinitionsOf<Tree> = {
  readonly [Name in keyof Tree]?: Def<
    Tree[Name] extends Option<unknown, infer Definition> ? Definition : DefinitionsOf<Tree[Name]>
  >;
};

/** What every module is called with, that of an image and that of a submodule. */
export interface CommonArguments {
  readonly pkgs: { readonly [attribute: string]: Package };
  readonly lib: typeof import("./lib.d.ts");
  /** What came with `--build-arg NAME=value`. */
  readonly args: { readonly [name: string]: string | undefined };
  readonly platform: Platform;
  /** What came with `--target`, or "". */
  readonly target: string;
}

/**
 * What a submodule that is a function is called with. Its options are declared by what the function returns, so what their
 * values are is known only to one that says so: `({ config }: lib.SubmoduleArguments<lib.ValuesOf<typeof options>>) => …`.
 */
export interface SubmoduleArguments<Config = { readonly [option: string]: unknown }> extends CommonArguments {
  /** The instance's name in its attribute set, or its place in its list. */
  readonly name: string;
  /** The instance as it is merged so far. */
  readonly config: Config;
}

export interface SubmoduleType {
  <Given extends object | ((args: SubmoduleArguments) => object)>(module: Given): TypeOfSubmodule<Given>;
  /** A function that says what it reads. */
  <Given extends (args: SubmoduleArguments<never>) => object>(module: Given): TypeOfSubmodule<Given>;
}

type TypeOfSubmodule<Given> = OptionType<ValuesOf<OptionsIn<Given>>, DefinitionsOf<OptionsIn<Given>>>;

type SubmoduleModule = object | ((args: SubmoduleArguments<never>) => object);
/** What defines an instance of submoduleWith: its options, and those that a module adds to them. */
export type InstanceModule<Definitions> =
  | Definitions
  | ((args: SubmoduleArguments<never>) => object)
  | (Definitions & { readonly imports: readonly unknown[]; readonly [name: string]: unknown })
  | { readonly options?: OptionTree; readonly config: unknown; readonly imports?: readonly unknown[] };
type OptionsIn<Given> = Given extends (args: never) => infer Answer
  ? OptionsIn<Answer>
  : Given extends { readonly options: infer Tree }
    ? Tree
    : { readonly [name: string]: Option };

export declare const isOption: (value: unknown) => boolean;

/**
 * What a property takes: where it stands says what that is; where it stands nowhere yet it is anything, which is looked at where
 * the property is used.
 */
type Content<T, Given> = unknown extends T ? Given : Def<NoInfer<T>>;
type Made<T, Given> = Property<unknown extends T ? Given : T>;
type Marker = <T, const Given = T>(content: Content<T, Given>) => Made<T, Given>;

export declare const mkIf: <T, const Given = T>(condition: boolean, content: Content<T, Given>) => Made<T, Given>;
export declare const mkMerge: <T, const Given = T>(contents: readonly Content<T, Given>[]) => Made<T, Given>;
export declare const mkOverride: <T, const Given = T>(priority: number, content: Content<T, Given>) => Made<T, Given>;
export declare const mkOptionDefault: Marker;
export declare const mkDefault: Marker;
export declare const mkForce: Marker;
export declare const mkOrder: <T, const Given = T>(order: number, content: Content<T, Given>) => Made<T, Given>;
export declare const mkBefore: Marker;
export declare const mkAfter: Marker;

export declare const mkOption: <Value = unknown, Definition = unknown, Applied = Value>(
  fields?: OptionFields<Value, Definition, Applied>,
) => Option<Applied, Definition>;
export declare const mkEnableOption: (what: string) => Option<boolean, boolean>;
export declare const mkRenamedOptionModule: (
  from: readonly string[],
  to: readonly string[],
) => { readonly options: OptionTree };
export declare const mkPackageOption: (pkg: unknown, description?: string) => Option<Package, PackageDefinition>;

type PackageDefinition = Package | StorePath | ContextFiles | string;
/** A package in a text is its path. */
type TextType = OptionType<string, string | Package | StorePath | ContextFiles>;
type PackageType = OptionType<Package, PackageDefinition>;
type IntType = OptionType<number, number>;
type Scalar = string | number | boolean;
type UnitValue = Scalar | null | Package | StorePath | ContextFiles;
type BrandOf<T extends OptionType> = T[typeof typeBrand];
type Elements<Definition> = readonly Def<Definition>[];
type Members<Definition> = Attrs<Def<Definition>>;

export declare const types: {
  readonly bool: OptionType<boolean, boolean>;
  readonly int: IntType;
  readonly number: IntType;
  readonly float: IntType;
  readonly port: IntType;
  readonly str: TextType;
  readonly singleLineStr: TextType;
  readonly nonEmptyStr: TextType;
  readonly lines: TextType;
  readonly commas: TextType;
  readonly envVar: TextType;
  readonly path: TextType;
  readonly package: PackageType;
  readonly shellPackage: PackageType;
  readonly context: OptionType<ContextFiles, ContextFiles | string>;
  readonly anything: OptionType;
  readonly raw: OptionType;
  readonly unspecified: OptionType;
  readonly attrs: OptionType<Attrs<unknown>, Attrs<unknown>>;
  readonly unitOption: OptionType<Scalar | null | readonly (Scalar | null)[], UnitValue | readonly UnitValue[]>;
  readonly nixos: OptionType<NixosConfig, NixosOptions>;
  readonly ints: {
    readonly between: (min: number, max: number) => IntType;
    readonly positive: IntType;
    readonly unsigned: IntType;
    readonly u8: IntType;
    readonly u16: IntType;
    readonly u32: IntType;
  };
  readonly strMatching: (pattern: string, expected?: string) => TextType;
  readonly separatedString: (separator: string) => TextType;
  readonly enum: <const T extends Scalar | null>(values: readonly T[]) => OptionType<T, T>;
  readonly listOf: <V, D>(of: OptionType<V, D>) => OptionType<readonly V[], Elements<D>>;
  readonly attrsOf: <V, D>(of: OptionType<V, D>) => OptionType<Attrs<V>, Members<D>>;
  readonly lazyAttrsOf: <V, D>(of: OptionType<V, D>) => OptionType<Attrs<V>, Members<D>>;
  readonly attrsNamed: <V, D>(
    names: string,
    expected: string,
    of: OptionType<V, D>,
  ) => OptionType<Attrs<V>, Members<D>>;
  readonly nullOr: <V, D>(of: OptionType<V, D>) => OptionType<V | null, D | null>;
  readonly either: <V, D, W, E>(first: OptionType<V, D>, second: OptionType<W, E>) => OptionType<V | W, D | E>;
  readonly oneOf: <T extends OptionType>(of: readonly T[]) => OptionType<BrandOf<T>["value"], BrandOf<T>["definition"]>;
  readonly uniq: <V, D>(of: OptionType<V, D>) => OptionType<V, D>;
  readonly submodule: SubmoduleType;
  readonly submoduleWith: <Given extends SubmoduleModule>(parts: {
    readonly modules: readonly Given[];
  }) => OptionType<ValuesOf<OptionsIn<Given>>, InstanceModule<DefinitionsOf<OptionsIn<Given>>>>;
};

type Text = { toString(): string };
type Attrs<T> = { readonly [name: string]: T };

export declare const optional: <T>(condition: boolean, value: T) => T[];
export declare const optionals: <T>(condition: boolean, values: readonly T[]) => readonly T[];
export declare const optionalString: (condition: boolean, text: string) => string;
export declare const optionalAttrs: <T extends object>(condition: boolean, attrs: T) => T | Record<string, never>;
export declare const concatStringsSep: (separator: string, parts: readonly Text[]) => string;
export declare const concatStrings: (parts: readonly Text[]) => string;
export declare const concatLines: (parts: readonly Text[]) => string;
export declare const concatMapStringsSep: <T>(separator: string, map: (part: T) => Text, parts: readonly T[]) => string;
export declare const mapAttrs: <T, U>(map: (name: string, value: T) => U, attrs: Attrs<T>) => Record<string, U>;
export declare const filterAttrs: <T>(keep: (name: string, value: T) => boolean, attrs: Attrs<T>) => Record<string, T>;
export declare const mapAttrsToList: <T, U>(map: (name: string, value: T) => U, attrs: Attrs<T>) => U[];
export declare const attrNames: (attrs: object) => string[];
export declare const attrValues: <T>(attrs: Attrs<T>) => T[];
export declare const genAttrs: <T>(names: readonly string[], make: (name: string) => T) => Record<string, T>;
export declare const nameValuePair: <T>(name: string, value: T) => { name: string; value: T };
export declare const listToAttrs: <T>(pairs: readonly { name: string; value: T }[]) => Record<string, T>;
export declare const hasPrefix: (prefix: string, text: string) => boolean;
export declare const hasSuffix: (suffix: string, text: string) => boolean;
export declare const removePrefix: (prefix: string, text: string) => string;
export declare const removeSuffix: (suffix: string, text: string) => string;
export declare const boolToString: (value: boolean) => string;
export declare const flatten: (list: unknown) => unknown[];
export declare const subtractLists: <T>(without: readonly T[], list: readonly T[]) => T[];
export declare const recursiveUpdate: <T extends object, U extends object>(first: T, second: U) => T & U;
export declare const unique: <T>(values: readonly T[]) => T[];
export declare const range: (first: number, last: number) => number[];
export declare const escapeShellArg: (text: Text) => string;
export declare const escapeShellArgs: (parts: readonly Text[]) => string;
export declare const escapeSystemdExecArgs: (args: readonly Text[]) => string;
export declare const getExe: (pkg: Text, name: string) => string;
export declare const getName: (pkg: Text) => string;
/** The package with a priority of its own: where files of two packages meet, those of the lower number are in the image. */
export declare const setPrio: (priority: number, pkg: Package | StorePath) => Package;
/** The package, whose files win where they meet those of others. */
export declare const hiPrio: (pkg: Package | StorePath) => Package;
/** The package, whose files yield where they meet those of others. */
export declare const lowPrio: (pkg: Package | StorePath) => Package;

// biome-ignore lint/complexity/noUselessEmptyExport: a declaration file without it exports the brands as well
export {};
