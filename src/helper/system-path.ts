import type { RawName } from "../nix/nar/name.ts";
import { parentOf, withParents } from "./link-rules.ts";
import { byPath, type PlannedNode } from "./planned-node.ts";

/**
 * The symlinks at /run/current-system/sw, where NixOS has the system path: one for each folder to link that came to be,
 * outermost only, and their parents.
 */
export function planSystemPath(nodes: readonly PlannedNode[], pathsToLink: readonly string[]): readonly PlannedNode[] {
  const made = new Set(nodes.map((node) => node.path));
  const wanted = pathsToLink.includes("/")
    ? [...made].filter((path) => parentOf(path) === "")
    : [...new Set(pathsToLink)];
  const outermost = wanted.filter((path) => made.has(path) && !wanted.some((other) => path.startsWith(`${other}/`)));
  const planned = new Map<RawName, PlannedNode>();
  for (const target of outermost) {
    const path = `/run/current-system/sw${target}`;
    for (const parent of withParents(parentOf(path)).slice(1)) planned.set(parent, { kind: "directory", path: parent });
    planned.set(path, { kind: "symlink", path, target });
  }
  return [...planned.values()].sort(byPath);
}
