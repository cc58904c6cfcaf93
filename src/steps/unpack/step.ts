import { outputMount, readonlyMount } from "../../llb/mount.ts";
import type { Output, VertexOptions } from "../../llb/vertex.ts";
import type { ClosureEntry } from "../../nix/closure.ts";
import type { GraphStep } from "../graph-step.ts";
import { type HelperPlace, nativeStep } from "../helper-step.ts";
import type { StepLabel } from "./fetch-group.ts";
import type { NarSources } from "./nar-source.ts";
import { unpackSpec } from "./spec.ts";

/** An archive that is to be unpacked, and where its file is. */
export interface LocatedArchive {
  readonly entry: ClosureEntry;
  readonly state: Output;
  readonly path: string;
}

/** Where the archive of a path comes from, and the step that fetches it. `label` is that step's. */
export function locateArchive(
  entry: ClosureEntry,
  nars: NarSources,
  label: StepLabel,
): { readonly archive: LocatedArchive; readonly step: GraphStep } {
  const source = nars.get(entry.cache);
  if (source === undefined) throw new Error(`no source for the archives of ${entry.cache}`);
  const archive = { entry, ...source.locate(entry, label) };
  const about = { subject: entry.path.name, cache: entry.cache, entries: [entry] };
  return { archive, step: { output: archive.state, kind: "download", ...about } };
}

/** The step that unpacks and checks archives; its state has their store paths. */
export function unpackStep(
  archives: readonly LocatedArchive[],
  place: HelperPlace,
  options: StepLabel & Pick<VertexOptions, "places">,
): Output {
  const paths = archives.map(({ entry }, index) => ({
    storePath: entry.path.path,
    nar: `/nars/${index}`,
    compression: entry.compression,
    narHash: entry.narHash,
    narSize: entry.narSize,
    ...(entry.trust.by === "content" ? { contentHash: entry.trust.contentHash } : {}),
    output: "/out",
  }));
  return nativeStep(place, {
    ...options,
    spec: unpackSpec,
    value: { paths },
    mounts: [
      ...archives.map(({ state, path }, index) => readonlyMount(`/nars/${index}`, state, { selector: path })),
      outputMount("/out"),
    ],
  }).at("/out");
}
