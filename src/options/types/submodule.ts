import type { ModuleSource } from "../../value/module-source.ts";
import { mergeInstance } from "../merge-instance.ts";
import { documentedShape } from "../submodule-shape.ts";
import type { TypeOperations, Types } from "./operations.ts";

/** An object of options that a module declares. */
export const submodule = (types: Types): TypeOperations<"submodule"> => ({
  words: () => "an object",
  wordsInFull: () => "an object of the options below",
  hasEmptyValue: () => true,
  accepts: ({ takesModules }, value) => value.kind === "attrs" || (value.kind === "module" && takesModules === true),
  merge: (context, path, type, definitions) =>
    context.memory.recall(context, path, [type.module], definitions, (inner) =>
      mergeInstance(inner, path, type, definitions),
    ),
  // Instances have the options of both.
  join: (one, other) =>
    one.takesModules === other.takesModules ? { ...one, module: bothOf(one.module, other.module) } : undefined,
  meant: () => undefined,
  below: (type, name) => {
    const { tree, freeform } = documentedShape(types, type);
    const node = tree.children.get(name);
    return [...(node === undefined ? [] : [node]), ...(freeform === undefined ? [] : types.below(freeform, name))];
  },
  submodules: (type) => [[[], type]],
  jsonSchema: (type, writer) => writer.instance(type),
  typescript: (type, writer) => {
    const own = writer.instance(type);
    return writer.side === "input" && type.takesModules === true ? `InstanceModule<${own}>` : own;
  },
});

/** The joined modules of earlier rounds, so that the same two modules are the same module in every round. */
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
