import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Path } from "./merge-context.ts";
import { documentedShape } from "./option-list.ts";
import type { OptionNode, OptionSet } from "./option-tree.ts";

/** What stands at a path: an option, a set of options, or the element or attribute of one, by its type. */
export type Found =
  | OptionNode
  | { readonly kind: "part"; readonly type: TypeDescriptor; readonly option: OptionDeclaration };

/** Walks a tree of options and the types in it; undefined where nothing can stand at the path. */
export function optionAt(tree: OptionSet, path: Path): Found | undefined {
  const [name, ...below] = path;
  if (name === undefined) return tree;
  const node = tree.children.get(name);
  if (node === undefined || below.length === 0) return node;
  return node.kind === "set" ? optionAt(node, below) : partAt(node.option.type, below, node.option);
}

function partAt(type: TypeDescriptor, path: Path, option: OptionDeclaration): Found | undefined {
  const [, ...below] = path;
  switch (type.kind) {
    case "listOf":
    case "attrsOf":
      return below.length === 0 ? { kind: "part", type: type.of, option } : partAt(type.of, below, option);
    case "nullOr":
    case "uniq":
      return partAt(type.of, path, option);
    case "either":
      for (const one of type.of) {
        const found = partAt(one, path, option);
        if (found !== undefined) return found;
      }
      return undefined;
    case "submodule": {
      const { tree, freeform } = documentedShape(type);
      return optionAt(tree, path) ?? (freeform === undefined ? undefined : partAt(freeform, path, option));
    }
    case "anything":
      return { kind: "part", type, option };
    default:
      return undefined;
  }
}
