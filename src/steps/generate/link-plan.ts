import { type RawName, showName } from "../../nix/nar/name.ts";
import { HelperFailure } from "../helper/failure.ts";
import { isHiddenProgram, isSkipped, parentOf, withParents } from "./link-rules.ts";
import { byPath, type PlannedNode } from "./planned-node.ts";
import type { GenerateSpec } from "./spec.ts";
import { resolvePath, type StoreTree } from "./store-tree.ts";

/** What is linked, as in the specification, and what is to be beside the links. */
export interface LinkRequest extends Pick<GenerateSpec, "packages" | "pathsToLink"> {
  /** Folders that have to be real ones where something is linked in them: other files are to be in them too. */
  readonly realFolders?: readonly RawName[];
  /** Where other files are to be: what packages have there is left out. */
  readonly taken?: ReadonlySet<RawName>;
}

export interface LinkPlan {
  /** Sorted bytewise by path, so each folder comes before what is in it. */
  readonly nodes: readonly PlannedNode[];
  readonly warnings: readonly string[];
}

/** The target of what is no symlink but a real folder, merged from several. */
const MERGED = null;

/** What stands at a place of the result. */
interface Slot {
  readonly target: RawName | typeof MERGED;
  readonly priority: number;
}

type Linked = Slot & { readonly target: RawName };

type OnCollision = "warn" | "ignore";

/** Packages that others propagate come after all that were asked for, and yield to them (and to each other in order). */
const FIRST_PROPAGATED_PRIORITY = 1000;

/**
 * The link farm of Nix's buildEnv (NixOS/nixpkgs: pkgs/build-support/buildenv/builder.pl) with what NixOS does to it
 * afterwards for the system path: of two files the first wins, with a warning.
 *
 * What one package alone has becomes a symlink, a folder as a whole:
 *
 *   a: bin/x share/doc/x        /bin/x          ▶ a/bin/x      (/bin is asked for, so it is a real folder)
 *   b: bin/y share/man          /bin/y          ▶ b/bin/y
 *                               /share/doc      ▶ a/share/doc
 *                               /share/man      ▶ b/share/man
 *
 * and once a package c comes with share/doc/z, /share/doc becomes a real folder with a symlink for each of x and z.
 *
 * @throws HelperFailure that names all files that would have to be folders too
 */
export function planLinks(request: LinkRequest, tree: StoreTree): LinkPlan {
  const farm = new LinkFarm(request, tree);
  for (const { path, priority } of request.packages) farm.add(path, priority, "warn");
  farm.addPropagated();
  return farm.plan();
}

class LinkFarm {
  readonly #request: LinkRequest;
  readonly #tree: StoreTree;
  readonly #slots = new Map<RawName, Slot>();
  /** The folders that are there because they are asked for, not because a package has them. */
  readonly #declared = new Set<RawName>();
  readonly #added = new Set<string>();
  #propagated = new Set<string>();
  readonly #warnings: string[] = [];
  readonly #collisions: string[] = [];

  constructor(request: LinkRequest, tree: StoreTree) {
    this.#request = request;
    this.#tree = tree;
    const shared = (request.realFolders ?? []).filter((path) => this.#isLinked(path));
    for (const path of [...request.pathsToLink, ...shared]) {
      for (const each of withParents(path)) this.#declared.add(each);
    }
    for (const path of this.#declared) this.#slots.set(path, { target: MERGED, priority: 0 });
  }

  add(pkg: string, priority: number, onCollision: OnCollision): void {
    if (this.#added.has(pkg)) return;
    this.#added.add(pkg);
    const resolved = resolvePath(this.#tree, pkg);
    if (resolved === undefined) throw new HelperFailure(`the package ${pkg} is not in the store`);
    if (this.#tree.node(resolved)?.kind !== "directory") {
      throw new HelperFailure(`the store path ${pkg} is a file, so it has no /bin and the like that could be linked`);
    }
    this.#addNode("", pkg, priority, onCollision);
    const list = resolvePath(this.#tree, `${pkg}/nix-support/propagated-user-env-packages`);
    if (list === undefined) return;
    const [line = ""] = Buffer.from(this.#tree.read(list)).toString("utf8").split("\n");
    for (const path of line.split(/\s+/).filter(Boolean)) if (!this.#added.has(path)) this.#propagated.add(path);
  }

  addPropagated(): void {
    let priority = FIRST_PROPAGATED_PRIORITY;
    while (this.#propagated.size > 0) {
      const paths = [...this.#propagated].sort();
      this.#propagated = new Set();
      for (const path of paths) this.add(path, priority++, "ignore");
    }
  }

  /** Puts `target` at `path`, together with what is there already. */
  #addNode(path: RawName, target: RawName, priority: number, onCollision: OnCollision): void {
    if (isSkipped(path) || !this.#mayHoldLinks(path)) return;
    if (this.#request.taken?.has(path) === true && !this.#isFolder(target)) return;
    const old = this.#slots.get(path);
    if (old === undefined || (priority < old.priority && old.target !== MERGED && !this.#isFolder(old.target))) {
      this.#slots.set(path, { target, priority });
      return;
    }
    if (old.target === MERGED) {
      if (!this.#isFolder(target))
        throw new HelperFailure(`${showName(target)} is not a folder, but ${path} must be one`);
    } else {
      if (this.#keepsOld(path, old.target, old.priority, target, priority)) return;
      if (!this.#isFolder(target) || !this.#isFolder(old.target)) {
        this.#collide(path, { target: old.target, priority: old.priority }, { target, priority }, onCollision);
        return;
      }
      this.#addFolder(path, old.target, old.priority, onCollision);
    }
    this.#addFolder(path, target, priority, onCollision);
    this.#slots.set(path, { target: MERGED, priority });
  }

  #addFolder(path: RawName, target: RawName, priority: number, onCollision: OnCollision): void {
    // While it is merged, what was one symlink counts as a folder for its own entries.
    for (const name of [...this.#tree.list(resolvePath(this.#tree, target) ?? target)].sort()) {
      this.#addNode(`${path}/${name}`, `${target}/${name}`, priority, onCollision);
    }
  }

  /** Whether nothing changes: both are the same thing in the end, or the old one is a file that goes first. */
  #keepsOld(path: RawName, oldTarget: RawName, oldPriority: number, target: RawName, priority: number): boolean {
    const resolved = resolvePath(this.#tree, target);
    if (resolved !== undefined && resolved === resolvePath(this.#tree, oldTarget)) {
      // Rather the thing itself than a symlink to it.
      if (this.#isSymlink(oldTarget) && !this.#isSymlink(target)) this.#slots.set(path, { target, priority });
      return true;
    }
    return priority > oldPriority && !this.#isFolder(oldTarget);
  }

  #collide(path: RawName, old: Linked, young: Linked, onCollision: OnCollision): void {
    if (onCollision === "ignore" || this.#areEqualFiles(old.target, young.target)) return;
    const [first, second] = [old, young].map(({ target, priority }) => `${showName(target)} (priority ${priority})`);
    if (this.#isFolder(old.target) === this.#isFolder(young.target))
      this.#warnings.push(`${showName(path)} is in two packages: ${first} is used, not ${second}`);
    else
      this.#collisions.push(
        `${showName(path)} is a file of one package and a folder of another: ${first} and ${second}`,
      );
  }

  #areEqualFiles(a: RawName, b: RawName): boolean {
    const [pathA, pathB] = [resolvePath(this.#tree, a), resolvePath(this.#tree, b)];
    if (pathA === undefined || pathB === undefined) return false;
    const [nodeA, nodeB] = [this.#tree.node(pathA), this.#tree.node(pathB)];
    if (nodeA?.kind !== "file" || nodeB?.kind !== "file" || nodeA.executable !== nodeB.executable) return false;
    return Buffer.compare(this.#tree.read(pathA), this.#tree.read(pathB)) === 0;
  }

  #isFolder(path: RawName): boolean {
    const resolved = resolvePath(this.#tree, path);
    // The store itself and what is above it is no folder of a package.
    return resolved !== undefined && this.#tree.node(resolved)?.kind === "directory";
  }

  #isSymlink(path: RawName): boolean {
    const folder = resolvePath(this.#tree, path.slice(0, path.lastIndexOf("/")));
    const name = path.slice(path.lastIndexOf("/"));
    return this.#tree.node(folder === undefined ? path : folder + name)?.kind === "symlink";
  }

  /** Whether links may be at `path`, below it or above it. */
  #mayHoldLinks(path: RawName): boolean {
    return this.#declared.has(path) || this.#isLinked(path);
  }

  #isLinked(path: RawName): boolean {
    return this.#request.pathsToLink.some((each) => each === "/" || path === each || path.startsWith(`${each}/`));
  }

  plan(): LinkPlan {
    if (this.#collisions.length > 0) {
      throw new HelperFailure(
        `${this.#collisions.join("\n")}\nhint: leave one of the packages out, or the folders of it that are linked: environment.pathsToLink`,
      );
    }
    const nodes = new Map<RawName, PlannedNode>();
    for (const [path, { target }] of this.#slots) {
      if (!this.#isLinked(path) || path === "") continue;
      if (target === MERGED && this.#declared.has(path)) continue;
      if (target !== MERGED && isHiddenProgram(path)) continue;
      nodes.set(path, target === MERGED ? { kind: "directory", path } : { kind: "symlink", path, target });
    }
    // Declared folders only where something is in them.
    for (const path of [...nodes.keys()]) {
      for (const parent of withParents(parentOf(path))) {
        if (parent !== "") nodes.set(parent, { kind: "directory", path: parent });
      }
    }
    return { nodes: [...nodes.values()].sort(byPath), warnings: this.#warnings };
  }
}
