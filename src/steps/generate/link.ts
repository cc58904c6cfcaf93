import { lutimesSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import { FormatError } from "../../nix/format-error.ts";
import { rawPath } from "../../nix/nar/name.ts";
import { parseStorePath } from "../../nix/store-path.ts";
import { UsageError } from "../helper/failure.ts";
import { MTIME } from "../helper/restore.ts";
import type { SpecReader } from "../helper/spec.ts";
import { type LinkedPackage, type LinkRequest, planLinks } from "./link-plan.ts";
import type { PlannedNode } from "./planned-node.ts";
import { openStore } from "./store-tree.ts";
import { moveNodes, planSystemPath, systemPathAt } from "./system-path.ts";

/** What `link` is given, as JSON. */
export interface LinkSpec extends LinkRequest {
  /** Where the store is mounted: the packages and all that their symlinks lead to. */
  readonly store: string;
  /** The folder that becomes the root of the links. What is in it already may only be folders. */
  readonly output: string;
  /** The folder of the output that the links are in; its root by default. */
  readonly linkRoot?: string;
}

/** @throws UsageError */
export function readLinkSpec(spec: SpecReader): LinkSpec {
  const linkRoot = spec.optionalText("linkRoot") === undefined ? {} : { linkRoot: spec.path("linkRoot") };
  return {
    ...linkRoot,
    packages: readPackages(spec),
    pathsToLink: spec.texts("pathsToLink").map((path) => {
      if (!/^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[\w.+@-]+)+)$/.test(path)) {
        throw new UsageError(`the path to link "${path}" is not absolute and plain`);
      }
      return path;
    }),
    ignoreCollisions: spec.optionalFlag("ignoreCollisions"),
    store: spec.path("store"),
    output: spec.path("output"),
  };
}

/** @throws UsageError */
export function readPackages(spec: SpecReader): readonly LinkedPackage[] {
  return spec
    .objects("packages")
    .map((entry) => ({ path: storePath(entry.text("path")), priority: entry.number("priority") }));
}

function storePath(text: string): string {
  try {
    return parseStorePath(text).path;
  } catch (error) {
    throw error instanceof FormatError ? new UsageError(error.message) : error;
  }
}

/**
 * Writes the link farm of the packages, and the symlinks at /run/current-system/sw to it.
 *
 * @param report is called with one line per warning and one with what was made
 * @throws HelperFailure on a collision
 */
export function link(spec: LinkSpec, report: (line: string) => void): void {
  process.umask(0);
  const { nodes, warnings } = planLinks(spec, openStore(spec.store));
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
  const { nodes, warnings } = planLinks(spec, openStore(spec.store));
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
