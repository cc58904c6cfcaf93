/** What layering has to know of a store path. */
export interface LayerItem {
  /** Bytes, unpacked. */
  readonly size: number;
}

/**
 * Puts store paths into at most `limit` layers, in the order they came in (references first). As long as there are fewer
 * paths than layers, each has one of its own, so that images share what they have in common path by path. Beyond that the
 * largest keep theirs, as they cost most to move again, and the smaller ones share: they are dealt into the layers that are
 * left as runs of neighbours, because neighbours in this order change together.
 *
 * With sizes 1 9 2 8 3 and limit 4: 9 and 8 are alone, and 1, 2, 3 share two layers: [1 2] [9] [8] [3].
 */
export function layerPaths<Item extends LayerItem>(items: readonly Item[], limit: number): Item[][] {
  if (items.length <= limit) return items.map((item) => [item]);
  const alone = Math.max(0, limit - sharedLayers(limit));
  const bySize = items
    .map((item, index) => ({ item, index }))
    .sort((a, b) => b.item.size - a.item.size || a.index - b.index);
  const keep = new Set(bySize.slice(0, alone).map(({ index }) => index));

  const small = items.flatMap((item, index) => (keep.has(index) ? [] : [{ item, index }]));
  const perLayer = Math.ceil(small.length / (limit - alone));
  const layers: { at: number; items: Item[] }[] = [...keep].map((index) => ({
    at: index,
    items: items.slice(index, index + 1),
  }));
  for (let from = 0; from < small.length; from += perLayer) {
    const run = small.slice(from, from + perLayer);
    layers.push({ at: run[0]?.index ?? 0, items: run.map(({ item }) => item) });
  }
  return layers.sort((a, b) => a.at - b.at).map((layer) => layer.items);
}

/** How many of the layers are for sharing: half of them. */
function sharedLayers(limit: number): number {
  return Math.max(1, Math.floor(limit / 2));
}
