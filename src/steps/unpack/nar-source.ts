import type { Output } from "../../llb/vertex.ts";
import type { ClosureEntry } from "../../nix/closure.ts";

/** Where a cache's archives come into the graph. */
export interface NarSource {
  /** The file of one archive: a state and the path in it. `label` names the step, if the archive has one of its own. */
  locate(entry: ClosureEntry, label: string): { readonly state: Output; readonly path: string };
}

/** The archives of every cache that a closure was taken from, by the cache's name. */
export type NarSources = ReadonlyMap<string, NarSource>;
