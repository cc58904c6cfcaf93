import type { Place } from "../text/diagnostic.ts";
import type { ModuleSource } from "./module-source.ts";
import type { OptionDeclaration } from "./option-declaration.ts";
import type { TypeDescriptor } from "./type-descriptor.ts";

/** The kinds of values, each with the fields of its values beside their place. */
interface Fields {
  readonly scalar: { readonly value: string | number | boolean | null };
  readonly list: { readonly items: readonly Value[] };
  readonly attrs: { readonly entries: ReadonlyMap<string, Entry> };
  /** `pkgs.python3Packages.requests`; the last name may be an output. */
  readonly package: { readonly attributePath: string };
  /** `storePath("/nix/store/…")`: text not yet checked. */
  readonly storePath: { readonly path: string };
  /** `context("other:www")`: a file or folder of a build context; as a package it may have a name of its own. */
  readonly context: { readonly context: string; readonly path: string; readonly name?: string };
  /** A function, where a module may stand. */
  readonly module: { readonly source: ModuleSource };
  /** mkIf, mkMerge, mkOverride and mkOrder: one definition, or several, under a condition or with a number. */
  readonly property: {
    readonly property: "if" | "merge" | "override" | "order";
    readonly condition: boolean;
    readonly number: number;
    readonly contents: readonly Value[];
  };
  /** `lib.mkOption(…)`, where options are declared. */
  readonly option: { readonly option: Omit<OptionDeclaration, "module"> };
  /** `lib.types.…`. */
  readonly type: { readonly type: TypeDescriptor };
}

export type ValueKind = keyof Fields;

/** The values of a kind; for several kinds, their union. */
export type ValueOf<Kind extends ValueKind> = {
  [K in Kind]: { readonly kind: K; readonly place?: Place } & Fields[K];
}[Kind];

/** What a declaration evaluates to, with the place of everything in it. Plain data: no handle into the sandbox. */
export type Value = ValueOf<ValueKind>;

/** An attribute: `key` is where its name stands, the value's own place is where the value stands. */
export interface Entry {
  readonly key?: Place;
  readonly value: Value;
}
