import type { Output } from "../../llb/vertex.ts";
import type { ClosureEntry } from "../../nix/closure.ts";
import type { StepLabel } from "./fetch-group.ts";

/** Where a cache's archives come into the graph. */
export interface NarSource {
  /** The file of one archive: a state and the path in it. `label` is that of the step, if the archive has one of its own. */
  locate(entry: ClosureEntry, label: StepLabel): { readonly state: Output; readonly path: string };
}

/** The archives of every cache that a closure was taken from, by the cache's name. */
export type NarSources = ReadonlyMap<string, NarSource>;
