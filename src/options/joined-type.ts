import type { ModuleSource } from "../value/module-source.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";

/**
 * The type of an option that two modules declare (nixpkgs: `typeMerge` of lib/types.nix): the instances of submodules have
 * the options of both, enums the values of both, and everything else has to be the same type. Undefined where it is not.
 */
export function joinTypes(one: TypeDescriptor, other: TypeDescriptor): TypeDescriptor | undefined {
  switch (one.kind) {
    case "submodule":
      if (other.kind !== "submodule" || one.takesModules !== other.takesModules) return undefined;
      return { ...one, module: bothOf(one.module, other.module) };
    case "enum":
      return other.kind === "enum" ? { ...one, values: [...new Set([...one.values, ...other.values])] } : undefined;
    case "listOf":
    case "nullOr":
    case "uniq":
    case "attrsOf": {
      if (other.kind !== one.kind || !isSame({ ...one, of: ANY }, { ...other, of: ANY })) return undefined;
      const of = joinTypes(one.of, other.of);
      return of && { ...one, of };
    }
    case "either": {
      if (other.kind !== "either" || other.of.length !== one.of.length) return undefined;
      const of = one.of.flatMap((type, index) => joinTypes(type, other.of[index] ?? type) ?? []);
      return of.length === one.of.length ? { ...one, of } : undefined;
    }
    default:
      return isSame(one, other) ? one : undefined;
  }
}

const ANY: TypeDescriptor = { kind: "anything" };

/** Of types that are made of no others. */
function isSame(one: TypeDescriptor, other: TypeDescriptor): boolean {
  const members = new Set([...Object.keys(one), ...Object.keys(other)]);
  const value = (type: TypeDescriptor, member: string) =>
    JSON.stringify(Object.entries(type).find(([name]) => name === member));
  return [...members].every((member) => value(one, member) === value(other, member));
}

/** The same two modules make the same module in every round. */
const pairs = new WeakMap<ModuleSource, WeakMap<ModuleSource, ModuleSource>>();

function bothOf(one: ModuleSource, other: ModuleSource): ModuleSource {
  if (one === other) return one;
  const known = pairs.get(one) ?? new WeakMap<ModuleSource, ModuleSource>();
  pairs.set(one, known);
  const both = known.get(other) ?? {
    key: `${one.key} and ${other.key}`,
    name: one.name,
    isFunction: false,
    run: () => ({ imports: [{ source: one }, { source: other }], config: { kind: "attrs", entries: new Map() } }),
  };
  known.set(other, both);
  return both;
}
