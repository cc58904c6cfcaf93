import type { Value } from "../declaration/value.ts";
import { at, DeclError } from "../diagnostic.ts";
import { pending } from "../lib/lib.js";
import { type Definition, PLAIN_ORDER, PLAIN_PRIORITY } from "./definition.ts";
import type { MergeContext, Path } from "./merge-context.ts";
import { mergeTree } from "./merge-tree.ts";
import type { ModuleContent, ModuleSource } from "./module-source.ts";
import { declareOptions, emptySet, type OptionSet } from "./option-tree.ts";
import type { TypeDescriptor } from "./type-descriptor.ts";

/** The options of a submodule and what its own modules say. */
export interface SubmoduleShape {
  readonly tree: OptionSet;
  readonly freeform?: TypeDescriptor;
  readonly config: readonly { readonly value: Value; readonly module: string }[];
}

/** A module that takes no arguments has the same shape for every instance; there may be thousands. */
const shapes = new WeakMap<ModuleSource, SubmoduleShape>();

/**
 * An instance of a submodule: its definitions are modules themselves, beside those of the type. What a module of the type
 * reads as `config` is the instance of the round before, so that it settles with the rest.
 */
export function mergeSubmodule(
  context: MergeContext,
  path: Path,
  module: ModuleSource,
  definitions: readonly Definition[],
): Record<string, unknown> {
  const shape = shapeOf(module, { name: path.at(-1) ?? "", config: context.previous(path) ?? pending });
  const own = shape.config.map(
    ({ value, module: from }): Definition => ({
      value,
      module: from,
      priority: PLAIN_PRIORITY,
      order: PLAIN_ORDER,
      ...at(value.place),
    }),
  );
  return mergeTree(context, path, shape.tree, [...own, ...definitions], shape.freeform);
}

/** The shape of a submodule: it and what it imports, run once. */
export function shapeOf(module: ModuleSource, args: { name: string; config: unknown }): SubmoduleShape {
  const known = module.isFunction ? undefined : shapes.get(module);
  if (known !== undefined) return known;
  const tree = emptySet();
  const config: { value: Value; module: string }[] = [];
  let freeform: TypeDescriptor | undefined;
  const visit = (source: ModuleSource, seen: ReadonlySet<string>) => {
    const content: ModuleContent = source.run(args);
    for (const imported of content.imports) {
      if (!seen.has(imported.key)) visit(imported, new Set([...seen, imported.key]));
    }
    if (content.options !== undefined) declareOptions(tree, content.options, source.name);
    if (content.freeform !== undefined) freeform = freeformType(content.freeform);
    config.push({ value: content.config, module: source.name });
  };
  visit(module, new Set([module.key]));
  const shape = { tree, config, ...(freeform === undefined ? {} : { freeform }) };
  if (!module.isFunction) shapes.set(module, shape);
  return shape;
}

function freeformType(value: Value): TypeDescriptor {
  if (value.kind === "type") return value.type;
  throw new DeclError({ code: "wrong-options", message: "freeformType must be one of lib.types", ...at(value.place) });
}
