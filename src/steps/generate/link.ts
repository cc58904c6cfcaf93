import { lutimesSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { rawPath } from "../../nix/nar/name.ts";
import { MTIME } from "../helper/restore.ts";
import { type LinkRequest, planLinks } from "./link-plan.ts";
import type { PlannedNode } from "./planned-node.ts";
import type { GenerateSpec } from "./spec.ts";
import { openStore } from "./store-tree.ts";
import { moveNodes, planSystemPath, systemPathAt } from "./system-path.ts";

/** What is linked, and where the store paths and the links are. */
export type LinkSpec = LinkRequest & Pick<GenerateSpec, "stores" | "output" | "linkRoot">;

/**
 * Writes the link farm of the packages, and the symlinks at /run/current-system/sw to it.
 *
 * @param report is called with one line per warning and one with what was made
 * @throws HelperFailure where a file and a folder collide
 */
export function link(spec: LinkSpec, report: (line: string) => void): void {
  process.umask(0);
  const { nodes, warnings } = planLinks(spec, openStore(spec.stores));
  for (const warning of warnings) report(`warning: ${warning}`);
  const all =
    spec.linkRoot === undefined
      ? [...nodes, ...planSystemPath(nodes, spec.pathsToLink)]
      : [...moveNodes(nodes, spec.linkRoot), ...systemPathAt(spec.linkRoot)];
  writeNodes(spec.output, all);
  const links = all.filter((node) => node.kind === "symlink").length;
  report(`${links} links to ${spec.packages.length} packages`);
}

/** Writes a link farm of its own below a folder of the output, as Nix has them for each user. */
export function linkProfile(spec: LinkSpec, root: string, report: (line: string) => void): void {
  const { nodes, warnings } = planLinks(spec, openStore(spec.stores));
  for (const warning of warnings) report(`warning: ${root}: ${warning}`);
  writeNodes(spec.output, moveNodes(nodes, root));
}

function writeNodes(output: string, nodes: readonly PlannedNode[]): void {
  const real = (node: PlannedNode) => rawPath(Buffer.from(output).toString("latin1") + node.path);
  mkdirSync(output, { recursive: true, mode: 0o755 });
  for (const node of nodes) {
    // Folders may be there from another package set; a link never takes the place of anything.
    if (node.kind === "directory") mkdirSync(real(node), { recursive: true, mode: 0o755 });
    else {
      symlinkSync(rawPath(node.target), real(node));
      lutimesSync(real(node), MTIME, MTIME);
    }
  }
  for (const node of nodes) if (node.kind === "directory") utimesSync(real(node), MTIME, MTIME);
  utimesSync(output, MTIME, MTIME);
}
