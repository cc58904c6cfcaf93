import type { ModuleSource } from "./module-source.ts";

/**
 * The kinds of types, each with the fields of its types. A new kind also needs a constructor in lib/types.ts and its operations in
 * options/types.
 */
interface Fields {
  readonly bool: unknown;
  readonly number: unknown;
  readonly int: { readonly min?: number; readonly max?: number };
  /** `expected` is the pattern in words, here and in `attrsOf`. */
  readonly str: Guarded & { readonly pattern?: string; readonly expected?: string };
  readonly joined: { readonly separator: string };
  readonly path: unknown;
  readonly enum: { readonly values: readonly Scalar[] };
  readonly package: unknown;
  readonly context: unknown;
  readonly anything: unknown;
  readonly unitOption: unknown;
  /** Options of NixOS: the definitions are not merged here, but by NixOS. */
  readonly nixos: unknown;
  readonly listOf: { readonly of: TypeDescriptor };
  /** `names` is a pattern that the attribute names must match. */
  readonly attrsOf: Guarded & { readonly of: TypeDescriptor; readonly names?: string; readonly expected?: string };
  readonly nullOr: { readonly of: TypeDescriptor };
  readonly uniq: { readonly of: TypeDescriptor };
  readonly either: { readonly of: readonly TypeDescriptor[] };
  /** `takesModules` is NixOS's submoduleWith: its definitions may have imports and options of their own. */
  readonly submodule: { readonly module: ModuleSource; readonly takesModules?: boolean };
}

/** `guarded` is set for a pattern of a declaration, which is not trusted: its matches have a time limit. */
interface Guarded {
  readonly guarded?: true;
}

export type Scalar = string | number | boolean | null;

export type TypeKind = keyof Fields;

/** The types of a kind; for several kinds, their union. */
export type TypeOf<Kind extends TypeKind> = { [K in Kind]: { readonly kind: K } & Fields[K] }[Kind];

/** An option's type as data, as `lib.types` makes it. */
export type TypeDescriptor = TypeOf<TypeKind>;
