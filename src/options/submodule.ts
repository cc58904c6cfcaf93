import { pending } from "../lib/pending.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { ModuleArguments, ModuleSource } from "../value/module-source.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Value } from "../value/value.ts";
import { type Definition, PLAIN_ORDER, PLAIN_PRIORITY } from "./definition.ts";
import { type TakenApart, takeApart } from "./instance-modules.ts";
import { failureOf, type MergeContext, type Path, pathKey } from "./merge-context.ts";
import { MergeMemory } from "./merge-memory.ts";
import { mergeTree } from "./merge-tree.ts";
import { mergeType } from "./merge-type.ts";
import { declareOptions, emptySet, type OptionSet, optionsOf } from "./option-tree.ts";

/** The options of a submodule and what its own modules say. */
export interface SubmoduleShape {
  readonly tree: OptionSet;
  /** What the tree is made of. */
  readonly declared: readonly Declared[];
  readonly freeform?: TypeDescriptor | undefined;
  readonly config: readonly { readonly value: Value; readonly module: string }[];
}

interface Declared {
  readonly options: Value;
  readonly module: string;
}

type SubmoduleType = Extract<TypeDescriptor, { kind: "submodule" }>;

/** Modules that take no arguments have the same shape for every instance; there may be thousands. */
const shapes = new WeakMap<ModuleSource, SubmoduleShape>();
/** Instances of a function mostly declare the same options: those of a module that imports nothing. */
const trees = new WeakMap<Value, OptionSet>();

/**
 * An instance of a submodule: its definitions are modules themselves, beside those of the type; so their priorities, which
 * decided what the instance is made of, count no more inside of it (nixpkgs: lib/types.nix, submoduleWith). What a module
 * of the type reads as `config` is the instance of the round before, so that it settles with the rest; what it throws
 * counts in the last round.
 */
export function mergeSubmodule(
  context: MergeContext,
  path: Path,
  type: SubmoduleType,
  definitions: readonly Definition[],
): unknown {
  return context.memory.recall(context, path, [type.module], definitions, (inner) =>
    mergeInstance(inner, path, type, definitions),
  );
}

function mergeInstance(
  context: MergeContext,
  path: Path,
  { module, takesModules }: SubmoduleType,
  definitions: readonly Definition[],
): Record<string, unknown> {
  const instance = definitions.find(({ place }) => place !== undefined)?.place;
  let shape: SubmoduleShape | undefined;
  const args = { name: path.at(-1) ?? "", config: context.previous(path) ?? pending };
  const failed = (error: unknown) => void context.failures.push(failureOf(error, path, instance));
  const said: TakenApart =
    takesModules === true ? takeApart(definitions, args, pathKey(path), failed) : { definitions, declared: [] };
  try {
    shape = withOptions(shapes.get(module) ?? shapeOf(module, args), said.declared);
  } catch (error) {
    failed(error);
    shape = args.config === pending ? undefined : triedShape(module, args, said.declared);
  }
  // Its next chance comes with what is known of the instance without it.
  if (shape === undefined) {
    const previous = context.previous(path);
    return isObject(previous) ? previous : guessed(context, path, definitions);
  }
  const plain = { priority: PLAIN_PRIORITY, order: PLAIN_ORDER };
  const own = shape.config.map(({ value, module: from }) => ({ value, module: from, ...plain, ...at(value.place) }));
  const given = said.definitions.map((definition) => ({ ...definition, ...plain }));
  const parts = {
    isPart: true as const,
    freeform: shape.freeform,
    instance,
  };
  const all = [...own, ...given];
  if (!hasRenamed(shape.tree)) return mergeTree(context, path, shape.tree, all, parts);
  // New names of options are names of the same instance.
  const forwarded: Definition[] = [];
  mergeTree({ ...silent(context), forwarded }, path, shape.tree, all, parts);
  return mergeTree({ ...context, forwarded: [] }, path, shape.tree, [...all, ...forwarded], parts);
}

const renamed = new WeakMap<OptionSet, boolean>();

function hasRenamed(tree: OptionSet): boolean {
  const known = renamed.get(tree);
  if (known !== undefined) return known;
  const found = [...optionsOf(tree)].some(([, option]) => option.renamedTo !== undefined);
  renamed.set(tree, found);
  return found;
}

/** For merging that is only tried. */
function silent(context: MergeContext): MergeContext {
  return {
    ...context,
    problems: [],
    warnings: [],
    records: [],
    forwarded: [],
    failures: [],
    memory: new MergeMemory(),
  };
}

/** The definitions of an instance, merged without knowing its options; mistakes in them are found later. */
function guessed(context: MergeContext, path: Path, definitions: readonly Definition[]): Record<string, unknown> {
  const value = mergeType(silent(context), path, { kind: "anything" }, definitions);
  return isObject(value) ? value : {};
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a submodule that throws says all the same: what it misses may come of that. */
function triedShape(
  module: ModuleSource,
  args: ModuleArguments,
  more: readonly Declared[],
): SubmoduleShape | undefined {
  try {
    return withOptions(shapeOf(module, { ...args, isTrial: true }), more);
  } catch {
    return undefined;
  }
}

const withOptions = (shape: SubmoduleShape, more: readonly Declared[]): SubmoduleShape =>
  more.length === 0 ? shape : { ...shape, tree: treeOf([...shape.declared, ...more]) };

/** The shape of a submodule: it and what it imports, run once. */
export function shapeOf(module: ModuleSource, args: ModuleArguments): SubmoduleShape {
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
  const shape = { tree: treeOf(declared), declared, config, freeform };
  if (isFixed) shapes.set(module, shape);
  return shape;
}

function treeOf(declared: readonly Declared[]): OptionSet {
  const [only] = declared;
  const known = declared.length === 1 && only !== undefined ? trees.get(only.options) : undefined;
  if (known !== undefined) return known;
  const tree = emptySet();
  for (const { options, module } of declared) declareOptions(tree, options, module);
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
