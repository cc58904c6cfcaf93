import { compareStorePaths, type StorePath } from "../nix/store-path.ts";

/** What layering has to know of a store path. */
export interface LayerItem {
  readonly path: StorePath;
  /** Bytes, unpacked. */
  readonly narSize: number;
  /** May hold the path itself, and paths that are not among the items. */
  readonly references: readonly StorePath[];
}

/** Bytes from which a store path has a layer of its own: docs/decisions/0022-layers.md has what other sizes cost. */
const OWN_LAYER = 1 << 20;

/** How many layers' worth of small paths a shared layer may have. */
const SHARED = 2;

/** Levels from here up are one: few images have more, and what is up there changes often. */
const LEVELS = 8;

/**
 * Puts store paths into at most `limit` layers, one or more. A path of at least `own` bytes has a layer of its own. Smaller paths share
 * the layer of their level. The level of a path is the length of the longest chain of references below it. When a path changes, only
 * the paths that refer to it change too, and all of them are on higher levels.
 *
 *   git 40 M ▶ curl 300 K ▶ openssl 6 M ▶ glibc 30 M     on the levels 3, 2, 1, 0
 *   git      ▶ zlib 120 K               ▶ glibc          zlib is on level 1
 *   jq 50 K  ▶ oniguruma 600 K          ▶ glibc          oniguruma is on level 1, jq on 2
 *
 *   [glibc] [oniguruma zlib] [openssl] [curl jq] [git]
 *
 * A level is cut, in the order of names, where a shared layer would have more than twice `own`. Where there would be more
 * layers than `limit`, `own` is doubled until there are not.
 *
 * Whether a path has its own layer, and its level, come from the path and what it refers to alone. So images that share
 * paths share layers, and a level that nothing is added to has the same one.
 *
 * @param items each after all that it refers to
 * @returns layers, each after those of lower levels
 */
export function layerPaths<Item extends LayerItem>(
  items: readonly Item[],
  limit: number,
  own: number = OWN_LAYER,
): Item[][] {
  const levels = levelsOf(items, Math.min(LEVELS, limit));
  for (let size = own; ; size = size * 2 || 1) {
    const layers = levels.flatMap((level) => layersOfLevel(level, size, SHARED * Math.max(size, OWN_LAYER)));
    if (layers.length <= limit) return layers;
  }
}

/** The layers of one level, by the first name in each. */
function layersOfLevel<Item extends LayerItem>(level: readonly Item[], own: number, most: number): Item[][] {
  const layers: Item[][] = [];
  let shared: { readonly items: Item[]; size: number } | undefined;
  for (const item of level) {
    if (item.narSize >= own) {
      layers.push([item]);
    } else if (shared === undefined || shared.size + item.narSize > most) {
      shared = { items: [item], size: item.narSize };
      layers.push(shared.items);
    } else {
      shared.items.push(item);
      shared.size += item.narSize;
    }
  }
  return layers;
}

/** The items of each level, in the order of names, as a new version mostly keeps its place there. */
function levelsOf<Item extends LayerItem>(items: readonly Item[], count: number): Item[][] {
  const known = new Map<string, number>();
  for (const { path, references } of items) {
    const below = references.map((one) => known.get(one.path) ?? -1);
    known.set(path.path, 1 + Math.max(-1, ...below));
  }
  const levelOf = ({ path }: Item) => known.get(path.path) ?? 0;
  const sorted = items.toSorted((a, b) => levelOf(a) - levelOf(b) || compareNames(a.path, b.path));
  const levels = Array.from({ length: count }, (): Item[] => []);
  for (const item of sorted) levels[Math.min(levelOf(item), count - 1)]?.push(item);
  return levels;
}

function compareNames(a: StorePath, b: StorePath): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : compareStorePaths(a, b);
}
