import { DeclError } from "../text/diagnostic.ts";
import type { PackageSource } from "./package-source.ts";

/** The names of packages as a tree: `python3Packages.requests` is a package within a set, which may be a package too. */
interface NameTree {
  readonly children: Map<string, NameTree>;
}

/**
 * The packages of a set as TypeScript, for `pkgs.` to be completed: those of the name table, or those that the lock file has.
 * Throws a DeclError where there are none.
 */
export function packageTypes(file: string, source: PackageSource): string {
  const bySystem = source.from === "lock" ? source.lock.packages : source.table.systems;
  const names = new Set(Object.values(bySystem).flatMap((packages) => Object.keys(packages)));
  const root: NameTree = { children: new Map() };
  for (const name of names) if (NAME_PATH.test(name)) add(root, name.split("."));
  if (root.children.size === 0) {
    throw new DeclError({
      code: "no-packages",
      message: `nothing is known of packages by name in ${source.from === "lock" ? "the lock file" : source.option}`,
      hint: "--nixpkgs DIR is a package set with a packages.json",
    });
  }
  return `// Written by \`decl types ${file}\`: the packages that editors complete after \`pkgs.\`; others may be named as well.
import type { Package } from "decl";

declare module "decl" {
  interface Packages ${body(root, "  ")}
}
`;
}

/** Expressions, files of the build context and builds have names that are no attribute paths. */
const NAME_PATH = /^[\w+-]+(?:\.[\w+-]+)*$/;

function add(root: NameTree, path: readonly string[]): void {
  let set = root;
  for (const name of path) {
    const child = set.children.get(name) ?? { children: new Map() };
    set.children.set(name, child);
    set = child;
  }
}

function body({ children }: NameTree, indent: string): string {
  const lines = [...children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, child]) => {
      const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
      const type = child.children.size === 0 ? "Package" : `Package & ${body(child, `${indent}  `)}`;
      return `${indent}  readonly ${key}: ${type};\n`;
    });
  return `{\n${lines.join("")}${indent}}`;
}
