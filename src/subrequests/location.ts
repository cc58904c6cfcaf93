import type { SourceFiles } from "../engine/error-status.ts";
import { rangeOf } from "../llb/source-map.ts";
import type { Place } from "../text/diagnostic.ts";

/** `pb.Location` as encoding/json writes it. */
export interface Location {
  /** Index in the answer's `sources`; -1 where there is no place. */
  readonly sourceIndex: number;
  readonly ranges: readonly ReturnType<typeof rangeOf>[];
}

/** Where a place is in an answer whose `sources` are all files in their order; undefined where it is in none of them. */
export function locationOf(place: Place | undefined, sources: SourceFiles): Location | undefined {
  const sourceIndex = place === undefined ? -1 : [...sources.keys()].indexOf(place.file);
  return place === undefined || sourceIndex < 0 ? undefined : { sourceIndex, ranges: [rangeOf(place)] };
}

/** The files as Go's encoding/json writes `[][]byte`. */
export function sourceTexts(sources: SourceFiles): string[] {
  return Array.from(sources.values(), ({ data }) => Buffer.from(data).toString("base64"));
}
