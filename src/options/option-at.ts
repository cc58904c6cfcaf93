import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Path } from "./merge-context.ts";
import type { OptionNode } from "./option-tree.ts";
import { types } from "./types/table.ts";

/** What stands at a path: an option, a set of options, or the element or attribute of one, by its type. */
export type Found =
  | OptionNode
  | { readonly kind: "part"; readonly type: TypeDescriptor; readonly option: OptionDeclaration };

/** What is at a path below a set of options, or below what stands there; undefined where nothing can stand at the path. */
export function optionAt(around: Found, path: Path): Found | undefined {
  const [name, ...below] = path;
  if (name === undefined) return around;
  // For an `either`, the rest of the path may exist in one of its types only.
  for (const one of candidates(around, name)) {
    const found = optionAt(one, below);
    if (found !== undefined) return found;
  }
  return undefined;
}

function candidates(around: Found, name: string): Found[] {
  if (around.kind === "set") {
    const node = around.children.get(name);
    return node === undefined ? [] : [node];
  }
  const { option } = around;
  const type = around.kind === "option" ? option.type : around.type;
  return types.below(type, name).map((one) => (one.kind === "part" ? { ...one, option } : one));
}
