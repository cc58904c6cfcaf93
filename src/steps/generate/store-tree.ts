import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type RawName, rawName, rawPath } from "../../nix/nar/name.ts";
import { STORE_DIR } from "../../nix/store-path.ts";

/** What is at a path, a symlink not followed. */
export type StoreNode =
  | { readonly kind: "file"; readonly executable: boolean }
  | { readonly kind: "directory" }
  | { readonly kind: "symlink"; readonly target: RawName };

/** Read access to the store. All paths are absolute, start with /nix/store/, and are in the form of RawName. */
export interface StoreTree {
  /** Undefined where there is nothing, and outside of the store. No component but the last may be a symlink. */
  node(path: RawName): StoreNode | undefined;
  /** The names in a folder, in any order. */
  list(path: RawName): readonly RawName[];
  /** The bytes of a file. */
  read(path: RawName): Uint8Array;
}

/** The store whose paths are in folders of a folder, each in one of them; an empty one where there is no such folder. */
export function openStore(stores: string): StoreTree {
  const folders = namesIn(stores).map((name) => `${stores}/${name}`);
  const places = new Map(
    folders.flatMap((folder) => namesIn(folder).map((name) => [name, rawName(`${folder}/${name}`)] as const)),
  );
  /** Undefined outside of the store, and below a store path that is not in it. */
  const real = (path: RawName): string | Buffer | undefined => {
    const base = path.startsWith(`${STORE_DIR}/`) ? path.split("/", 4)[3] : undefined;
    const place = base === undefined ? undefined : places.get(base);
    return place && rawPath(place + path.slice(`${STORE_DIR}/${base}`.length));
  };
  const nodes = new Map<RawName, StoreNode | undefined>();

  const readNode = (path: RawName): StoreNode | undefined => {
    const place = real(path);
    const stat = place === undefined ? undefined : lstatSync(place, { throwIfNoEntry: false });
    if (place === undefined || stat === undefined) return undefined;
    if (stat.isDirectory()) return { kind: "directory" };
    if (!stat.isSymbolicLink()) return { kind: "file", executable: (stat.mode & 0o100) !== 0 };
    return { kind: "symlink", target: readlinkSync(place, { encoding: "buffer" }).toString("latin1") };
  };
  return {
    node: (path) => {
      if (!nodes.has(path)) nodes.set(path, readNode(path));
      return nodes.get(path);
    },
    list: (path) => readdirSync(real(path) ?? "", { encoding: "latin1" }),
    read: (path) => readFileSync(real(path) ?? ""),
  };
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** As Linux: after more symlinks than this, they are taken to lead in a circle. */
const MAX_SYMLINKS = 40;

/**
 * Where a path ends when all symlinks are followed, inside the store and in the store's own names wherever it is mounted.
 * Undefined if it ends nowhere or outside of the store.
 */
export function resolvePath(tree: StoreTree, path: RawName): RawName | undefined {
  let done = "";
  const left = path.split("/").reverse();
  for (let links = 0; left.length > 0; ) {
    const name = left.pop();
    if (name === undefined || name === "" || name === ".") continue;
    if (name === "..") {
      done = done.slice(0, done.lastIndexOf("/"));
      continue;
    }
    const next = `${done}/${name}`;
    // The folders above the store are there, though the tree does not know them.
    const node: StoreNode | undefined =
      next === STORE_DIR || STORE_DIR.startsWith(`${next}/`) ? { kind: "directory" } : tree.node(next);
    if (node === undefined || (node.kind === "file" && left.length > 0)) return undefined;
    if (node.kind !== "symlink") {
      done = next;
      continue;
    }
    if (++links > MAX_SYMLINKS) return undefined;
    if (node.target.startsWith("/")) done = "";
    left.push(...node.target.split("/").reverse());
  }
  return done.startsWith(`${STORE_DIR}/`) ? done : undefined;
}

/** Whether something is at a path, symlinks followed for its folder alone: where a link of a package leads is its affair. */
export function isThere(tree: StoreTree, path: RawName): boolean {
  const [folder, name] = [path.slice(0, path.lastIndexOf("/")), path.slice(path.lastIndexOf("/"))];
  const parent = folder === STORE_DIR ? folder : resolvePath(tree, folder);
  return parent !== undefined && tree.node(parent + name) !== undefined;
}
