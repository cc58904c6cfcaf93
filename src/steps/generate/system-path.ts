import type { RawName } from "../../nix/nar/name.ts";
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

/** The links below another folder than the root. */
export function moveNodes(nodes: readonly PlannedNode[], root: string): readonly PlannedNode[] {
  const above = withParents(root).slice(1);
  return [
    ...above.map((path): PlannedNode => ({ kind: "directory", path })),
    ...nodes.map((node) => ({ ...node, path: `${root}${node.path}` })),
  ];
}

/** The system path of links that are below another folder: one link to it. */
export function systemPathAt(root: string): readonly PlannedNode[] {
  const path = "/run/current-system/sw";
  const above = withParents(parentOf(path)).slice(1);
  return [
    ...above.map((parent): PlannedNode => ({ kind: "directory", path: parent })),
    { kind: "symlink", path, target: root },
  ];
}
