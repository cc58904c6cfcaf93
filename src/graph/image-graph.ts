import type { Place } from "../diagnostic.ts";
import { exec } from "../llb/exec.ts";
import { copy, file, mkdir, mkfile } from "../llb/file.ts";
import { merge } from "../llb/merge.ts";
import { type Mount, outputMount, readonlyMount } from "../llb/mount.ts";
import { type Output, type Platform, type State, scratch, type VertexOptions } from "../llb/vertex.ts";
import { sizeText } from "../nix/size-text.ts";
import type { GeneratedLayer, ImagePlan, PlannedPath, StoreLayer } from "../plan/image-plan.ts";
import type { NarSources } from "./nar-source.ts";

/** What the graph of an image stands on. */
export interface GraphInput {
  readonly plan: ImagePlan;
  readonly nars: NarSources;
  /** The frontend's own image: node and the helper programs. */
  readonly helper: State;
  /** Where the helper runs, whatever the image is for. */
  readonly buildPlatform: Platform;
  /** Whether the engine can lay trees over each other without copying them. */
  readonly mergeOp: boolean;
  /** `--no-cache` */
  readonly ignoreCache: boolean;
}

/** The image's file system, and what each step of ours is about, for errors that come back from the engine. */
export interface ImageGraph {
  readonly state: State;
  readonly steps: readonly GraphStep[];
}

export interface GraphStep {
  readonly output: Output;
  readonly kind: "download" | "unpack" | "generate";
  /** E.g. "hello-2.12.2". */
  readonly subject: string;
  /** The cache it comes from. */
  readonly cache?: string;
  readonly place?: Place;
}

/** Node and the helper bundle, as helperMounts puts them. */
const HELPER = ["/bin/node", "--no-warnings", "/helper.mjs"];

/**
 * What a helper step needs of the frontend's image, part by part and read-only: then the cache key is made of these files'
 * contents, and a new frontend with the same helper finds all steps in the cache.
 */
function helperMounts(image: State): Mount[] {
  const parts = ["/bin", "/lib", "/lib64", "/helper.mjs"];
  // The engine wants a root that comes from somewhere. It has no line of its own in the progress output: a weak group is
  // shown only with another member.
  const name = "[decl] an empty root for the helpers";
  const root = file(scratch, [mkdir("/tmp", { mtime: 0 })], { name, group: { id: "decl-helper-root", name, weak: true } });
  return [readonlyMount("/", root), ...parts.map((part) => readonlyMount(part, image, { selector: part }))];
}

/** Linux takes 128 KiB in one variable, and a character may be several bytes. */
const SPECIFICATION_CHARACTERS = 30_000;

/**
 * One step for each layer of store paths, then the generated layer on top. Layers do not depend on each other, so each is
 * built, cached and pushed by itself.
 */
export function imageGraph(input: GraphInput): ImageGraph {
  const steps: GraphStep[] = [];
  const layers = input.plan.layers.map((layer) => unpackStep(layer, input, steps));
  const store = stack(layers, input.mergeOp, "[decl] lay out the store");
  const generated = generateStep(input.plan.generated, store, input, steps);
  // One flat merge: nested in the other, the store's layers would be there twice for older engines.
  const parts = input.mergeOp ? [...layers, generated] : [store, generated];
  return { state: stack(parts, input.mergeOp, "[decl] put the image together"), steps };
}

function unpackStep(layer: StoreLayer, input: GraphInput, steps: GraphStep[]): Output {
  const located = layer.paths.map((path) => locate(path, layer, input, steps));
  const options = stepOptions(layer, input);
  const { env, mounts } = specification({
    paths: layer.paths.map(({ entry }, index) => ({
      storePath: entry.path.path,
      nar: `/nars/${index}`,
      compression: entry.compression,
      narHash: entry.narHash,
      narSize: entry.narSize,
      ...(entry.trust.by === "content" ? { contentHash: entry.trust.contentHash } : {}),
      output: "/out",
    })),
  });
  const output = exec({
    ...options,
    args: [...HELPER, "unpack"],
    env,
    platform: input.buildPlatform,
    mounts: [
      ...helperMounts(input.helper),
      ...located.map(({ state, path }, index) => readonlyMount(`/nars/${index}`, state, { selector: path })),
      outputMount("/out"),
      ...mounts,
    ],
  }).at("/out");
  const [first] = layer.paths;
  steps.push({
    output,
    kind: "unpack",
    subject: subjectOf(layer),
    ...(first === undefined ? {} : { cache: first.entry.cache }),
    ...(first?.place === undefined ? {} : { place: first.place }),
  });
  return output;
}

function locate(planned: PlannedPath, layer: StoreLayer, input: GraphInput, steps: GraphStep[]) {
  const { entry, place } = planned;
  const source = input.nars.get(entry.cache);
  if (source === undefined) throw new Error(`no source for the archives of ${entry.cache}`);
  const located = source.locate(entry, labelOf(layer));
  const known = place === undefined ? {} : { place };
  steps.push({ output: located.state, kind: "download", subject: entry.path.name, cache: entry.cache, ...known });
  return located;
}

function generateStep(layer: GeneratedLayer, store: State, input: GraphInput, steps: GraphStep[]): Output {
  const { place, ...links } = layer.links;
  const known = place === undefined ? {} : { place };
  const { env, mounts: specMounts } = specification({
    ...links,
    store: "/nix/store",
    files: layer.files,
    output: "/out",
  });
  const mounts = [...helperMounts(input.helper), outputMount("/out"), ...specMounts];
  if (store !== scratch && links.packages.length > 0) {
    // What is linked is decided by the packages' names alone: reading all their bytes for a cache key is not needed.
    mounts.push(readonlyMount("/nix/store", store, { selector: "/nix/store", contentCache: "off" }));
  }
  const output = exec({
    name: "[decl] link the system path and write what is generated",
    ignoreCache: input.ignoreCache,
    places: place === undefined ? [] : [place],
    args: [...HELPER, "generate"],
    env,
    platform: input.buildPlatform,
    mounts,
  }).at("/out");
  steps.push({ output, kind: "generate", subject: "the system path", ...known });
  return output;
}

function stepOptions(layer: StoreLayer, input: GraphInput): VertexOptions {
  const places = layer.paths.flatMap(({ place }) => (place === undefined ? [] : [place]));
  return {
    name: labelOf(layer),
    ignoreCache: input.ignoreCache,
    places: places.filter((place, index) => places.findIndex((other) => samePlace(other, place)) === index),
  };
}

/** "[nix] hello-2.12.2 (52 kB)": what is fetched. */
function labelOf(layer: StoreLayer): string {
  const bytes = layer.paths.reduce((sum, { entry }) => sum + (entry.fileSize ?? entry.narSize), 0);
  return `[nix] ${subjectOf(layer)} (${sizeText(bytes)})`;
}

function subjectOf(layer: StoreLayer): string {
  const [first, ...others] = layer.paths.map(({ entry }) => entry.path.name);
  return `${first ?? "nothing"}${others.length === 0 ? "" : ` and ${others.length} more`}`;
}

/** All trees in one: without MergeOp each is copied onto the one before. */
function stack(states: readonly State[], mergeOp: boolean, name: string): State {
  if (mergeOp) return merge(states, { name });
  const [first, ...others] = states.filter((state): state is Output => state !== scratch);
  return others.reduce<State>(
    (below, state) => file(below, [copy(state, "/", "/", { contents: true })], { name }),
    first ?? scratch,
  );
}

/**
 * A helper's specification: in its environment, which error messages do not repeat as they do arguments, or through a file
 * where Linux would not take it as one string.
 */
function specification(spec: unknown): {
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
} {
  const json = JSON.stringify(spec);
  const env = { PATH: "/bin", DECL_SPECIFICATION: json };
  if (json.length <= SPECIFICATION_CHARACTERS) return { env, mounts: [] };
  const written = file(scratch, [mkfile("/spec.json", json)], { name: "[decl] write a specification" });
  return { env: { ...env, DECL_SPECIFICATION: "@/spec/spec.json" }, mounts: [readonlyMount("/spec", written)] };
}

function samePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.start.line === b.start.line && a.start.column === b.start.column;
}
