import type { ModuleSource } from "./module-source.ts";

/**
 * The kinds of types, each with what its types say of themselves. A new one has its constructor in lib/types.ts, and what can
 * be done with it in options/types.
 */
interface Fields {
  readonly bool: unknown;
  readonly number: unknown;
  readonly int: { readonly min?: number; readonly max?: number };
  /** `expected` says in words what has to match, here and in `attrsOf`. */
  readonly str: Guarded & { readonly pattern?: string; readonly expected?: string };
  readonly joined: { readonly separator: string };
  readonly path: unknown;
  readonly enum: { readonly values: readonly Scalar[] };
  readonly package: unknown;
  readonly context: unknown;
  readonly anything: unknown;
  readonly unitOption: unknown;
  /** What NixOS makes something of: definitions stay what they are. */
  readonly nixos: unknown;
  readonly listOf: { readonly of: TypeDescriptor };
  /** `names` is what attribute names have to match. */
  readonly attrsOf: Guarded & { readonly of: TypeDescriptor; readonly names?: string; readonly expected?: string };
  readonly nullOr: { readonly of: TypeDescriptor };
  readonly uniq: { readonly of: TypeDescriptor };
  readonly either: { readonly of: readonly TypeDescriptor[] };
  /** `takesModules` is NixOS's submoduleWith: its definitions may have imports and options of their own. */
  readonly submodule: { readonly module: ModuleSource; readonly takesModules?: boolean };
}

/** Whether a pattern comes from a declaration, which is not trusted. */
interface Guarded {
  readonly guarded?: true;
}

export type Scalar = string | number | boolean | null;

export type TypeKind = keyof Fields;

/** The types of a kind; of several kinds it is their union. */
export type TypeOf<Kind extends TypeKind> = { [K in Kind]: { readonly kind: K } & Fields[K] }[Kind];

/** An option's type as data, as `lib.types` makes it. */
export type TypeDescriptor = TypeOf<TypeKind>;
