import type { ModuleSource } from "./module-source.ts";

/** An option's type as data, as `lib.types` makes it. */
export type TypeDescriptor =
  | { readonly kind: "bool" | "number" | "path" | "package" | "context" | "anything" | "unitOption" }
  | { readonly kind: "int"; readonly min?: number; readonly max?: number }
  | { readonly kind: "str"; readonly pattern?: string; readonly expected?: string; readonly guarded?: true }
  | { readonly kind: "joined"; readonly separator: string }
  | { readonly kind: "enum"; readonly values: readonly Scalar[] }
  | { readonly kind: "listOf" | "nullOr" | "uniq"; readonly of: TypeDescriptor }
  // `guarded`: the pattern comes from a declaration, which is not trusted.
  /** `names` is what attribute names have to match, `expected` says so in words. */
  | {
      readonly kind: "attrsOf";
      readonly of: TypeDescriptor;
      readonly names?: string;
      readonly expected?: string;
      readonly guarded?: true;
    }
  | { readonly kind: "either"; readonly of: readonly TypeDescriptor[] }
  /** `takesModules` is NixOS's submoduleWith: its definitions may have imports and options of their own. */
  | { readonly kind: "submodule"; readonly module: ModuleSource; readonly takesModules?: boolean };

export type Scalar = string | number | boolean | null;

/** The type in words that complete "must be …". */
export function typeInWords(type: TypeDescriptor): string {
  switch (type.kind) {
    case "bool":
      return "true or false";
    case "number":
      return "a number";
    case "path":
      return "an absolute path";
    case "package":
      return "a package";
    case "context":
      return "files of a build context";
    case "anything":
      return "anything";
    case "unitOption":
      return "a text, a number, true or false, or a list of them";
    case "int":
      return `a whole number${rangeInWords(type)}`;
    case "str":
      return type.expected ?? (type.pattern === undefined ? "a string" : `a string like /${type.pattern}/`);
    case "joined":
      return "a string";
    case "enum":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "listOf":
      return "a list";
    case "attrsOf":
    case "submodule":
      return "an object";
    case "nullOr":
      return `${typeInWords(type.of)} or null`;
    case "uniq":
      return typeInWords(type.of);
    case "either":
      return type.of.map(typeInWords).join(" or ");
  }
}

function rangeInWords({ min, max }: { min?: number; max?: number }): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
