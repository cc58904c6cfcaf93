import { pending } from "../lib/pending.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { ModuleArguments, ModuleSource } from "../value/module-source.ts";
import type { TypeDescriptor, TypeOf } from "../value/type-descriptor.ts";
import type { Value } from "../value/value.ts";
import { declareOptions, emptySet, type OptionSet } from "./option-tree.ts";
import type { Types } from "./types/operations.ts";

/** The options of a submodule and the definitions of its own modules. */
export interface SubmoduleShape {
  readonly tree: OptionSet;
  /** The declarations that the tree is made of. */
  readonly declared: readonly Declared[];
  /** The type of values that no option is declared for. */
  readonly freeform?: TypeDescriptor | undefined;
  readonly config: readonly { readonly value: Value; readonly module: string }[];
}

interface Declared {
  readonly options: Value;
  readonly module: string;
}

/** Modules that take no arguments have the same shape for every instance; there may be thousands. */
const shapes = new WeakMap<ModuleSource, SubmoduleShape>();
/** Trees by the options of a single module: most instances of a function declare the same options. */
const trees = new WeakMap<Value, OptionSet>();

/** Runs a submodule and what it imports for its shape. Throws what they throw. */
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

/** The shape of a trial run of a submodule that throws; undefined if that throws too. Its options may supply the missing value. */
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

/** The type of a single value that no option is declared for. A freeform type that is an attrsOf is the type of all of them together. */
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
