import { pending } from "../lib/pending.ts";
import type { ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Path } from "./merge-context.ts";
import type { OptionSet } from "./option-tree.ts";
import { type SubmoduleShape, shapeOf } from "./submodule.ts";

/** An option as documentation lists it; `<name>` stands in its path for a name of the user's choice, `*` for an element. */
export interface ListedOption {
  readonly path: Path;
  readonly option: OptionDeclaration;
}

/** Every option that users define, sets and submodules laid out, in the order of declaration. */
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
      for (const [below, type] of submodulesOf(node.option.type, here)) {
        // A submodule that holds itself is shown once.
        if (around.includes(type.module)) continue;
        yield* listOptions(documentedShape(type).tree, below, [...around, type.module]);
      }
    }
  }
}

type SubmoduleType = Extract<TypeDescriptor, { kind: "submodule" }>;

/** The submodules that a type is made of, each with the path of its instances. */
function* submodulesOf(type: TypeDescriptor, path: Path): Generator<[Path, SubmoduleType]> {
  switch (type.kind) {
    case "submodule":
      if (path.length < MAX_DEPTH) yield [path, type];
      break;
    case "listOf":
      yield* submodulesOf(type.of, [...path, "*"]);
      break;
    case "attrsOf":
      yield* submodulesOf(type.of, [...path, "<name>"]);
      break;
    case "nullOr":
    case "uniq":
      yield* submodulesOf(type.of, path);
      break;
    case "either":
      for (const one of type.of) yield* submodulesOf(one, path);
      break;
  }
}

const MAX_DEPTH = 12;

/** The options of a submodule whose instance is not known. */
export function documentedShape({ module }: SubmoduleType): SubmoduleShape {
  return shapeOf(module, { name: "‹name›", config: pending });
}
