import { posix } from "node:path";
import type { FileStat, Tree } from "../context/tree.ts";
import type { State } from "../llb/vertex.ts";
import { STORE_DIR } from "../nix/store-path.ts";
import { isNotFound } from "../reasons/buildkit.ts";
import type { ImageFiles } from "./store-mounts.ts";

/** What can be read of an image. */
export type ImageTree = Pick<Tree, "list" | "stat">;

type List = Tree["list"];

/** As Linux: after more symlinks than this, they are taken to lead in a circle. */
const MAX_SYMLINKS = 40;

/** The store path that a path is below, or is. */
const STORE_PATH = new RegExp(`^${STORE_DIR}/[^/]+`);

/** A path without symlinks, and what is there. */
interface Found {
  readonly path: string;
  readonly stat: FileStat;
}

const ROOT: Found = {
  path: "/",
  stat: { path: "/", type: "directory", mode: 0o755, uid: 0, gid: 0, size: 0, target: "" },
};

/**
 * The files of an image that is in parts, each read where it is: the daemon need not make one tree of them. A symlink may lead
 * from one part into another, so they are followed here.
 *
 * @param open gives the files of a part; it is asked when something of the part is wanted
 */
export function imageTree(open: (part: State) => Tree, { root, store }: ImageFiles): ImageTree {
  const [some] = store;
  if (some === undefined) return open(root);
  const parts = new Map(store.map(({ path, tree }) => [path.path, tree]));
  const opened = new Map<State, List>();
  const listOf = (part: State): List => {
    const list = opened.get(part) ?? listing(open(part));
    opened.set(part, list);
    return list;
  };

  /** The parts that have something of a folder, or of what is called `name` in it. */
  const partsWith = (folder: string, name = ""): readonly State[] => {
    const [path] = STORE_PATH.exec(posix.join(folder, name)) ?? [];
    if (path !== undefined) return [parts.get(path) ?? root];
    if (folder === STORE_DIR) return [root, ...new Set(parts.values())];
    return STORE_DIR.startsWith(folder) ? [root, some.tree] : [root];
  };
  const entries = async (folder: string, name?: string): Promise<FileStat[]> => {
    const lists = await Promise.all(partsWith(folder, name).map((part) => listOf(part)(folder)));
    return [...new Map(lists.flat().map((entry) => [entry.path, entry])).values()];
  };

  const follow = async (path: string, above: Found = ROOT, links = 0): Promise<Found | undefined> => {
    const [name = "", ...others] = path.split("/").filter((part) => part !== "" && part !== ".");
    const rest = others.join("/");
    if (name === "") return above;
    if (above.stat.type !== "directory") return undefined;
    if (name === "..") return follow(rest, await follow(posix.dirname(above.path)), links);
    const stat = (await entries(above.path, name)).find((entry) => entry.path === name);
    if (stat === undefined) return undefined;
    if (stat.type !== "symlink") return follow(rest, { path: posix.join(above.path, name), stat }, links);
    if (links === MAX_SYMLINKS) return undefined;
    return follow(`${stat.target}/${rest}`, stat.target.startsWith("/") ? ROOT : above, links + 1);
  };

  return {
    stat: async (path) => (await follow(path))?.stat,
    list: async (folder) => entries((await follow(folder))?.path ?? folder),
  };
}

/** Lists folders once each; what is not there has nothing in it. */
function listing(tree: Tree): List {
  const lists = new Map<string, Promise<readonly FileStat[]>>();
  return (folder) => {
    const list =
      lists.get(folder) ??
      tree.list(folder).catch((error: unknown) => {
        if (isNotFound(error)) return [];
        throw error;
      });
    lists.set(folder, list);
    return list;
  };
}
