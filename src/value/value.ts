import type { Place } from "../text/diagnostic.ts";
import type { ModuleSource } from "./module-source.ts";
import type { OptionDeclaration } from "./option-declaration.ts";
import type { TypeDescriptor } from "./type-descriptor.ts";

/** What a declaration evaluates to, with the place of everything in it. Plain data: no handle into the sandbox. */
export type Value =
  | { readonly kind: "scalar"; readonly value: string | number | boolean | null; readonly place?: Place }
  | { readonly kind: "list"; readonly items: readonly Value[]; readonly place?: Place }
  | { readonly kind: "attrs"; readonly entries: ReadonlyMap<string, Entry>; readonly place?: Place }
  /** `pkgs.python3Packages.requests`; the last name may be an output. */
  | { readonly kind: "package"; readonly attributePath: string; readonly place?: Place }
  /** `storePath("/nix/store/…")`: text not yet checked. */
  | { readonly kind: "storePath"; readonly path: string; readonly place?: Place }
  /** `context("other:www")`: a file or folder of a build context; as a package it may have a name of its own. */
  | {
      readonly kind: "context";
      readonly context: string;
      readonly path: string;
      readonly name?: string;
      readonly place?: Place;
    }
  /** A function, where a module may stand. */
  | { readonly kind: "module"; readonly source: ModuleSource; readonly place?: Place }
  /** mkIf, mkMerge, mkOverride and mkOrder: one definition, or several, under a condition or with a number. */
  | {
      readonly kind: "property";
      readonly property: "if" | "merge" | "override" | "order";
      readonly condition: boolean;
      readonly number: number;
      readonly contents: readonly Value[];
      readonly place?: Place;
    }
  /** `lib.mkOption(…)`, where options are declared. */
  | { readonly kind: "option"; readonly option: Omit<OptionDeclaration, "module">; readonly place?: Place }
  /** `lib.types.…`. */
  | { readonly kind: "type"; readonly type: TypeDescriptor; readonly place?: Place };

/** An attribute: `key` is where its name stands, the value's own place is where the value stands. */
export interface Entry {
  readonly key?: Place;
  readonly value: Value;
}
