/** Types of lib.js. */

declare const propertyBrand: unique symbol;
declare const optionBrand: unique symbol;
declare const typeBrand: unique symbol;

/** A definition with a condition, priority or order. It stands wherever its content may stand. */
export interface Property<Content> {
  readonly [propertyBrand]: Content;
}

export interface OptionFields<Value = unknown> {
  readonly type?: OptionType;
  readonly default?: Value;
  /** What the documentation shows for a default that is computed. */
  readonly defaultText?: string;
  readonly description?: string;
  readonly example?: unknown;
  readonly internal?: boolean;
  readonly readOnly?: boolean;
  /** Says what to use instead; a definition is a warning. */
  readonly deprecated?: string;
  /** The option that this one is now called, e.g. "nix.settings.cores"; definitions are passed on, with a warning. */
  readonly renamedTo?: string;
}

export interface Option extends OptionFields {
  readonly [optionBrand]: true;
}

export interface OptionType {
  readonly [typeBrand]: true;
  readonly kind: string;
}

/** Options by name, nested as they are named. */
export interface OptionTree {
  readonly [name: string]: Option | OptionTree;
}

/** Stands for a configuration of which nothing is known yet. */
export declare const pending: unknown;
export declare const isPending: (value: unknown) => boolean;
export declare const propertyOf: (value: unknown) => "if" | "merge" | "override" | "order" | undefined;
export declare const isOption: (value: unknown) => boolean;
export declare const isType: (value: unknown) => boolean;

export declare const mkIf: <T>(condition: boolean, content: T) => Property<T>;
export declare const mkMerge: <T>(contents: readonly T[]) => Property<T>;
export declare const mkOverride: <T>(priority: number, content: T) => Property<T>;
export declare const mkOptionDefault: <T>(content: T) => Property<T>;
export declare const mkDefault: <T>(content: T) => Property<T>;
export declare const mkForce: <T>(content: T) => Property<T>;
export declare const mkOrder: <T>(order: number, content: T) => Property<T>;
export declare const mkBefore: <T>(content: T) => Property<T>;
export declare const mkAfter: <T>(content: T) => Property<T>;

export declare const mkOption: (fields?: OptionFields) => Option;
export declare const mkEnableOption: (what: string) => Option;
export declare const mkPackageOption: (pkg: unknown, description?: string) => Option;

export declare const types: {
  readonly bool: OptionType;
  readonly int: OptionType;
  readonly number: OptionType;
  readonly port: OptionType;
  readonly str: OptionType;
  readonly singleLineStr: OptionType;
  readonly nonEmptyStr: OptionType;
  readonly lines: OptionType;
  readonly commas: OptionType;
  readonly envVar: OptionType;
  readonly path: OptionType;
  readonly package: OptionType;
  readonly shellPackage: OptionType;
  readonly anything: OptionType;
  readonly attrs: OptionType;
  readonly unitOption: OptionType;
  readonly ints: {
    readonly between: (min: number, max: number) => OptionType;
    readonly positive: OptionType;
    readonly unsigned: OptionType;
  };
  readonly strMatching: (pattern: string, expected?: string) => OptionType;
  readonly separatedString: (separator: string) => OptionType;
  readonly enum: (values: readonly (string | number | boolean | null)[]) => OptionType;
  readonly listOf: (of: OptionType) => OptionType;
  readonly attrsOf: (of: OptionType) => OptionType;
  readonly attrsNamed: (names: string, expected: string, of: OptionType) => OptionType;
  readonly nullOr: (of: OptionType) => OptionType;
  readonly either: (first: OptionType, second: OptionType) => OptionType;
  readonly oneOf: (of: readonly OptionType[]) => OptionType;
  readonly uniq: (of: OptionType) => OptionType;
  readonly submodule: (module: unknown) => OptionType;
};

type Text = { toString(): string };
type Attrs<T> = { readonly [name: string]: T };

export declare const optional: <T>(condition: boolean, value: T) => T[];
export declare const optionals: <T>(condition: boolean, values: readonly T[]) => readonly T[];
export declare const optionalString: (condition: boolean, text: string) => string;
export declare const optionalAttrs: <T extends object>(condition: boolean, attrs: T) => T | Record<string, never>;
export declare const concatStringsSep: (separator: string, parts: readonly Text[]) => string;
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
export declare const unique: <T>(values: readonly T[]) => T[];
export declare const range: (first: number, last: number) => number[];
export declare const escapeShellArg: (text: Text) => string;
export declare const escapeShellArgs: (parts: readonly Text[]) => string;
export declare const getExe: (pkg: Text, name: string) => string;
