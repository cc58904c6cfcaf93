import { pending } from "../lib/pending.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { ModuleArguments, ModuleSource } from "../value/module-source.ts";
import type { TypeDescriptor, TypeOf } from "../value/type-descriptor.ts";
import type { Value } from "../value/value.ts";
import { declareOptions, emptySet, type OptionSet } from "./option-tree.ts";
import type { Types } from "./types/operations.ts";

/** The options of a submodule and what its own modules say. */
export interface SubmoduleShape {
  readonly tree: OptionSet;
  /** What the tree is made of. */
  readonly declared: readonly Declared[];
  /** The type of what is declared nowhere. */
  readonly freeform?: TypeDescriptor | undefined;
  readonly config: readonly { readonly value: Value; readonly module: string }[];
}

interface Declared {
  readonly options: Value;
  readonly module: string;
}

/** Modules that take no arguments have the same shape for every instance; there may be thousands. */
const shapes = new WeakMap<ModuleSource, SubmoduleShape>();
/** Instances of a function mostly declare the same options: those of a module that imports nothing. */
const trees = new WeakMap<Value, OptionSet>();

/** The shape of a submodule: it and what it imports, run once. Throws what they throw. */
export function shapeOf(types: Types, module: ModuleSource, args: ModuleArguments): SubmoduleShape {
  const known = shapes.get(module);
  if (known !== undefined) return known;
  const config: { value: Value; module: string }[] = [];
  const declared: Declared[] = [];
  let freeform: TypeDescriptor | undefined;
  const seen = new Set<string>();
  let isFixed = true;
  const visit = (source: ModuleSource) => {
    if (seen.has(source.key)) return;
    seen.add(source.key);
    if (source.isFunction) isFixed = false;
    const content = source.run(args);
    for (const imported of content.imports) visit(imported.source);
    const name = content.file ?? source.name;
    if (content.options !== undefined) declared.push({ options: content.options, module: name });
    if (content.freeform !== undefined) freeform = freeformType(content.freeform, content.config.place);
    config.push({ value: content.config, module: name });
  };
  visit(module);
  const tree = treeOf(types, declared);
  const shape = { tree, declared, config, freeform };
  if (isFixed) shapes.set(module, shape);
  return shape;
}

/** A shape with the options that the definitions of an instance declare. */
export const withOptions = (types: Types, shape: SubmoduleShape, more: readonly Declared[]): SubmoduleShape =>
  more.length === 0 ? shape : { ...shape, tree: treeOf(types, [...shape.declared, ...more]) };

/** What a submodule that throws says all the same: what it misses may come of that. */
export function triedShape(
  types: Types,
  module: ModuleSource,
  args: ModuleArguments,
  more: readonly Declared[],
): SubmoduleShape | undefined {
  try {
    return withOptions(types, shapeOf(types, module, { ...args, isTrial: true }), more);
  } catch {
    return undefined;
  }
}

/** The options of a submodule whose instance is not known. */
export const documentedShape = (types: Types, { module }: TypeOf<"submodule">): SubmoduleShape =>
  shapeOf(types, module, { name: "‹name›", config: pending });

/** The type of one thing that is declared nowhere: a freeform type may be said of all of them. */
export const undeclaredType = (freeform: TypeDescriptor): TypeDescriptor =>
  freeform.kind === "attrsOf" ? freeform.of : freeform;

function treeOf(types: Types, declared: readonly Declared[]): OptionSet {
  const [only] = declared;
  const known = declared.length === 1 && only !== undefined ? trees.get(only.options) : undefined;
  if (known !== undefined) return known;
  const tree = emptySet();
  for (const { options, module } of declared) declareOptions(types, tree, options, module);
  if (declared.length === 1 && only !== undefined) trees.set(only.options, tree);
  return tree;
}

function freeformType(value: Value, around: Place | undefined): TypeDescriptor {
  if (value.kind === "type") return value.type;
  throw new DeclError({
    code: "wrong-options",
    message: "freeformType must be one of lib.types",
    ...at(value.place ?? around),
    hint: "`freeformType: lib.types.attrsOf(lib.types.str)` takes any name with a text",
  });
}
