import type { TypeDescriptor, TypeKind, TypeOf } from "../../value/type-descriptor.ts";
import type { Value } from "../../value/value.ts";
import type { Definition } from "../definition.ts";
import type { MergeContext, Path } from "../merge-context.ts";
import type { OptionNode } from "../option-tree.ts";

/** All that can be done with the types of a kind. */
export interface TypeOperations<Kind extends TypeKind> {
  /** The type in words that complete "must be …". */
  readonly words: (type: TypeOf<Kind>) => string;
  /** The same with the types within it; the options of a submodule are left out, since documentation lists them. */
  readonly wordsInFull: (type: TypeOf<Kind>) => string;
  /** Whether an option without definitions and default has a value (nixpkgs: `emptyValue` of lib/types.nix). */
  readonly hasEmptyValue: (type: TypeOf<Kind>) => boolean;
  /** Whether a single definition is of the type, without looking deep inside: what `either` decides by. */
  readonly accepts: (type: TypeOf<Kind>, value: Value) => boolean;
  /**
   * Merges the definitions of an option (already discharged, only the winning ones, in order) by NixOS's rule for the kind (nixpkgs:
   * lib/types.nix). A value of a wrong type is reported to the context and left out.
   */
  readonly merge: (
    context: MergeContext,
    path: Path,
    type: TypeOf<Kind>,
    definitions: readonly Definition[],
  ) => unknown;
  /**
   * The type of an option that two modules declare (nixpkgs: `typeMerge` of lib/types.nix); undefined where the two do not
   * go together.
   */
  readonly join: (one: TypeOf<Kind>, other: TypeOf<Kind>) => TypeOf<Kind> | undefined;
  /** What was probably meant by a value of a wrong type, as it would be written; undefined if that is unclear. */
  readonly meant: (type: TypeOf<Kind>, value: Value) => string | undefined;
  /** What a name within a value can be. */
  readonly below: (type: TypeOf<Kind>, name: string) => readonly Below[];
  /** The submodules that values are made of, each with the names that lead to its instances: `*` or `<name>`. */
  readonly submodules: (type: TypeOf<Kind>) => readonly (readonly [Path, TypeOf<"submodule">])[];
  readonly jsonSchema: (type: TypeOf<Kind>, writer: SchemaWriter) => Schema;
  readonly typescript: (type: TypeOf<Kind>, writer: TypeWriter) => string;
}

/** The operations on types of every kind: kinds that are made of other types take them. */
export type Types = TypeOperations<TypeKind>;

/** An option or a set of a submodule, or the element or attribute of a value, which is known by its type. */
export type Below = OptionNode | { readonly kind: "part"; readonly type: TypeDescriptor };

/** A JSON Schema (draft 2020-12). */
export type Schema = Readonly<Record<string, unknown>>;

/** Where in a schema a type stands. */
export interface SchemaWriter {
  readonly schema: (type: TypeDescriptor) => Schema;
  readonly instance: (type: TypeOf<"submodule">) => Schema;
}

/** Where in a TypeScript declaration a type stands. */
export interface TypeWriter {
  /** What a declaration may write, or what a module reads. */
  readonly side: "input" | "output";
  readonly text: (type: TypeDescriptor) => string;
  /** Of an element or attribute, which may stand under mkIf and the like. */
  readonly member: (type: TypeDescriptor) => string;
  readonly instance: (type: TypeOf<"submodule">) => string;
}
