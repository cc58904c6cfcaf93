import { pending } from "../lib/pending.ts";
import { at } from "../text/diagnostic.ts";
import type { TypeOf } from "../value/type-descriptor.ts";
import { type Definition, PLAIN_ORDER, PLAIN_PRIORITY } from "./definition.ts";
import { type TakenApart, takeApart } from "./instance-modules.ts";
import { type MergeContext, type Path, pathKey } from "./merge-context.ts";
import { MergeMemory } from "./merge-memory.ts";
import { mergeTree } from "./merge-tree.ts";
import { type OptionSet, optionsOf } from "./option-tree.ts";
import { type SubmoduleShape, shapeOf, triedShape, withOptions } from "./submodule-shape.ts";
import { failureOf } from "./value-errors.ts";

/**
 * Merges an instance of a submodule. Its definitions are modules, beside the modules of the type. The priorities of the definitions have
 * decided which of them make the instance, and do not count inside of it (nixpkgs: lib/types.nix, submoduleWith). A module of the type
 * reads the instance of the round before as `config`; what it throws counts in the last round only.
 */
export function mergeInstance(
  context: MergeContext,
  path: Path,
  { module, takesModules }: TypeOf<"submodule">,
  definitions: readonly Definition[],
): Record<string, unknown> {
  const instance = definitions.find(({ place }) => place !== undefined)?.place;
  const { types } = context;
  let shape: SubmoduleShape | undefined;
  const args = { name: path.at(-1) ?? "", config: context.previous(path) ?? pending };
  const failed = (error: unknown) => void context.failures.push(failureOf(error, path, instance));
  const taken: TakenApart =
    takesModules === true ? takeApart(definitions, args, pathKey(path), failed) : { definitions, declared: [] };
  try {
    shape = withOptions(types, shapeOf(types, module, args), taken.declared);
  } catch (error) {
    failed(error);
    shape = args.config === pending ? undefined : triedShape(types, module, args, taken.declared);
  }
  // Its modules run again in the next round, with what is known of the instance now.
  if (shape === undefined) {
    const previous = context.previous(path);
    return isObject(previous) ? previous : guessed(context, path, definitions);
  }
  const plain = { priority: PLAIN_PRIORITY, order: PLAIN_ORDER };
  const own = shape.config.map(({ value, module: from }) => ({ value, module: from, ...plain, ...at(value.place) }));
  const given = taken.definitions.map((definition) => ({ ...definition, ...plain }));
  const parts = {
    isPart: true as const,
    freeform: shape.freeform,
    instance,
  };
  const all = [...own, ...given];
  if (!hasRenamed(shape.tree)) return mergeTree(context, path, shape.tree, all, parts);
  // The new name of a renamed option is in the same instance, so the definitions are merged again with the forwarded ones.
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

/** A context for a trial merge, whose findings are dropped. */
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
  const value = context.types.merge(silent(context), path, { kind: "anything" }, definitions);
  return isObject(value) ? value : {};
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
