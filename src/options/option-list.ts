import type { ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { Path } from "./merge-context.ts";
import type { OptionSet } from "./option-tree.ts";
import { documentedShape } from "./submodule-shape.ts";
import { types } from "./types/table.ts";

/** An option as documentation lists it; `<name>` stands in its path for a name of the user's choice, `*` for an element. */
export interface ListedOption {
  readonly path: Path;
  readonly option: OptionDeclaration;
}

/** Every option that users can define, including those of submodules, in the order of declaration. */
export function* listOptions(
  tree: OptionSet,
  path: Path = [],
  around: readonly ModuleSource[] = [],
): Generator<ListedOption> {
  for (const [name, node] of tree.children) {
    const here = [...path, name];
    if (node.kind === "set") yield* listOptions(node, here, around);
    else if (node.option.internal !== true) {
      yield { path: here, option: node.option };
      for (const [names, type] of types.submodules(node.option.type)) {
        const below = [...here, ...names];
        // A submodule that contains itself is listed once.
        if (around.includes(type.module) || below.length >= MAX_DEPTH) continue;
        yield* listOptions(documentedShape(types, type).tree, below, [...around, type.module]);
      }
    }
  }
}

const MAX_DEPTH = 12;
