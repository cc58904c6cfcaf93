import { at, DeclError } from "../text/diagnostic.ts";
import { optionAt } from "./option-at.ts";
import { listOptions } from "./option-list.ts";
import type { OptionSet } from "./option-tree.ts";

/** The error, at the first of them, for options that are renamed to each other: they would forward their definitions for ever. */
export function renameCircle(tree: OptionSet): DeclError | undefined {
  for (const { path, option } of listOptions(tree)) {
    const names = [path.join(".")];
    let to = option.renamedTo;
    while (to !== undefined) {
      names.push(to);
      if (to === names[0]) {
        return new DeclError({
          code: "rename-circle",
          message: `options are renamed in a circle: ${names.join(" → ")}`,
          ...at(option.place),
          hint: "renamedTo is the name of an option that has a type",
        });
      }
      if (names.indexOf(to) < names.length - 1) break;
      const next = optionAt(tree, to.split("."));
      to = next?.kind === "option" ? next.option.renamedTo : undefined;
    }
  }
  return undefined;
}
