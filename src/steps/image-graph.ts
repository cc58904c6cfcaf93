import type { FoundContents } from "../context/contents.ts";
import { copy, file } from "../llb/file.ts";
import { merge } from "../llb/merge.ts";
import { type Output, type State, scratch } from "../llb/vertex.ts";
import type { StorePath } from "../nix/store-path.ts";
import { sourceText } from "../plan/contents.ts";
import type { AddedLayer, ImagePlan, PlannedPath, StoreLayer } from "../plan/image-plan.ts";
import { at, type Place } from "../text/diagnostic.ts";
import { sizeText } from "../text/size-text.ts";
import { contentsStep } from "./copy/step.ts";
import { generateStep } from "./generate/step.ts";
import type { GraphStep } from "./graph-step.ts";
import type { HelperPlace } from "./helper-step.ts";
import { nixDatabaseStep } from "./nix-database/step.ts";
import { runStep } from "./run/step.ts";
import type { ImageFiles } from "./store-mounts.ts";
import { fetchGroup, labelled, type StepLabel } from "./unpack/fetch-group.ts";
import type { NarSources } from "./unpack/nar-source.ts";
import { type LocatedArchive, locateArchive, unpackStep } from "./unpack/step.ts";

/** What the graph of an image stands on. */
export interface GraphInput extends HelperPlace {
  readonly plan: ImagePlan;
  readonly nars: NarSources;
  /** What `plan.base` is, else scratch. */
  readonly base: State;
  /** The trees of `plan.added`, by store path. */
  readonly added: ReadonlyMap<string, Output>;
  /** What steps have said of what they built, for other builders: a cache that is exported has what the image is made of. */
  readonly facts?: readonly Output[];
  /** Where the files of `plan.contents` are, one for one. */
  readonly contents: readonly FoundContents[];
  /** Whether the engine can lay trees over each other without copying them. */
  readonly mergeOp: boolean;
  /** Which image it is, where several are built: "for linux/arm64". */
  readonly among?: string | undefined;
}

/** The image's file system, and what each step of ours is about, for errors that come back from the engine. */
export interface ImageGraph {
  readonly state: State;
  /** The same before `image.run`, where there is one. */
  readonly beforeRun: State;
  /** The same for those who read it. */
  readonly files: ImageFiles;
  readonly steps: readonly GraphStep[];
  /** What is known of the files of `plan.contents`, one for one. */
  readonly contentFacts: readonly Output[];
}

/**
 * One step for each layer of store paths, then the generated layer on top. Layers do not depend on each other, so each is
 * built, cached and pushed by itself.
 */
export function imageGraph(input: GraphInput): ImageGraph {
  const { plan } = input;
  const steps: GraphStep[] = [];
  const entries = plan.layers.flatMap(({ paths }) => paths.map(({ entry }) => entry));
  const group = labelled(fetchGroup(entries, input.among));
  const trees = [
    ...plan.layers.map((layer) => ({ layer, tree: storeLayerStep(layer, input, steps, group) })),
    ...plan.added.map((layer) => ({ layer, tree: addedTree(layer, input, steps) })),
  ];
  const layers = trees.map(({ tree }) => tree);
  const copied = plan.contents.flatMap((planned, index) => {
    const found = input.contents[index];
    return found === undefined ? [] : [{ planned, ...contentsStep(planned, found, input) }];
  });
  const contentFacts = copied.map(({ facts }) => facts);
  const generated = generateStep(plan.generated, layers, input, {
    beside: together([...(input.facts ?? []), ...contentFacts]),
    sizes: plan.layers.map(({ paths }) => bytesOf(paths)),
  });
  const linked = at(plan.generated.links.place);
  const filePlaces = plan.generated.places;
  steps.push({ output: generated, kind: "generate", subject: "the system path", ...linked, filePlaces });
  const database = plan.nixDatabase === undefined ? [] : [nixDatabaseStep(plan.nixDatabase, input)];
  for (const output of database) steps.push({ output, kind: "generate", subject: "the Nix database" });
  for (const { planned, tree } of copied) {
    steps.push({ output: tree, kind: "generate", subject: sourceText(planned.source), ...at(planned.place) });
  }
  const above = [...database, generated, ...copied.map(({ tree }) => tree)];
  const beforeRun = stack([input.base, ...layers, ...above], input.mergeOp, "[decl] put the image together");
  if (plan.run === undefined) {
    const root = stack([input.base, ...above], input.mergeOp, "[decl] put together what is not in the store");
    const store = trees.flatMap(({ layer, tree }) => pathsOf(layer).map((path) => ({ path, tree })));
    // Where each layer is copied onto the one below, the image is laid out already.
    const files = input.mergeOp ? { root, store } : { root: beforeRun, store: [] };
    return { state: beforeRun, beforeRun, files, steps, contentFacts };
  }
  const state = runStep(plan, plan.run.script, beforeRun, input);
  const foreign = plan.platform.architecture !== input.buildPlatform.architecture ? { foreign: true } : {};
  steps.push({ output: state, kind: "run", subject: "image.run", ...foreign, ...at(plan.run.place) });
  return { state, beforeRun, files: { root: state, store: [] }, steps, contentFacts };
}

const pathsOf = ({ paths }: StoreLayer | AddedLayer): StorePath[] =>
  paths.map((one) => ("entry" in one ? one.entry.path : one.path));

/** All facts in one tree, since each mount takes a millisecond. */
function together(facts: readonly Output[]): Output | undefined {
  if (facts.length === 0) return undefined;
  const copies = facts.map((one, index) => copy(one, "/facts.json", `/${index}`, { mtime: 0 }));
  return file(scratch, copies, { name: "[decl] put together what is known of what was made" });
}

function storeLayerStep(layer: StoreLayer, input: GraphInput, steps: GraphStep[], group: StepLabel): Output {
  const located = layer.paths.map((path) => locate(path, input, steps, group));
  const output = unpackStep(located, input, { name: labelOf(layer.paths), ...group, places: placesOf(layer) });
  const [first] = layer.paths;
  steps.push({
    output,
    kind: "unpack",
    subject: subjectOf(layer.paths),
    entries: layer.paths.map(({ entry }) => entry),
    cache: first?.entry.cache,
    place: first?.place,
  });
  return output;
}

function addedTree({ name, paths }: AddedLayer, { added }: GraphInput, steps: GraphStep[]): Output {
  const trees = paths.map(({ path, subject, place }) => {
    const output = added.get(path.path);
    if (output === undefined) throw new Error(`no tree for ${path.path}`);
    steps.push({ output, kind: "generate", subject: `the store path of ${subject}`, ...at(place) });
    return output;
  });
  const [only, ...others] = trees;
  if (only !== undefined && others.length === 0) return only;
  const copies = trees.map((tree) => copy(tree, "/", "/", { contents: true }));
  return file(scratch, copies, { name: `[nix] lay out ${name}` });
}

function locate(planned: PlannedPath, input: GraphInput, steps: GraphStep[], group: StepLabel): LocatedArchive {
  const { entry, place } = planned;
  const { archive, step } = locateArchive(entry, input.nars, { name: labelOf([planned]), ...group });
  steps.push({ ...step, ...at(place) });
  return archive;
}

/** Where its packages are asked for, each place once. */
function placesOf(layer: StoreLayer): Place[] {
  const places = layer.paths.flatMap(({ place }) => (place === undefined ? [] : [place]));
  return places.filter((place, index) => places.findIndex((other) => samePlace(other, place)) === index);
}

/** "[nix] hello-2.12.2 (52 kB)": what is fetched. */
function labelOf(paths: readonly PlannedPath[]): string {
  return `[nix] ${subjectOf(paths)} (${sizeText(bytesOf(paths))})`;
}

/** What is fetched of them. */
const bytesOf = (paths: readonly PlannedPath[]): number =>
  paths.reduce((sum, { entry }) => sum + (entry.fileSize ?? entry.narSize), 0);

function subjectOf(paths: readonly PlannedPath[]): string {
  const [first, ...others] = paths.map(({ entry }) => entry.path.name);
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

function samePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.start.line === b.start.line && a.start.column === b.start.column;
}
