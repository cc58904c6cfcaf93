import type { Session } from "../../context/session.ts";
import type { Output } from "../../llb/vertex.ts";
import type { Closure, ClosureEntry } from "../../nix/closure.ts";
import type { PathInfo } from "../../nix/serve-protocol.ts";
import { compareStorePaths, type StorePath } from "../../nix/store-path.ts";
import type { ForeignProgram } from "../../plan/foreign-warnings.ts";
import type { GraphStep } from "../../steps/graph-step.ts";
import { helperPlace } from "../../steps/helper-step.ts";
import { FACTS, realisedFacts } from "../../steps/realise/spec.ts";
import { derivationName, type Realised, realiseStep, type StoreInput } from "../../steps/realise/step.ts";
import { fetchGroup, labelled } from "../../steps/unpack/fetch-group.ts";
import type { NarSources } from "../../steps/unpack/nar-source.ts";
import { locateArchive, unpackStep } from "../../steps/unpack/step.ts";
import { at, type Place } from "../../text/diagnostic.ts";
import { sizeText } from "../../text/size-text.ts";
import type { Caches } from "../caches.ts";
import type { PathSource } from "../path-source.ts";
import { solveClosure } from "../solve-closure.ts";
import { announce } from "./announce.ts";
import { fetchPlainly } from "./fetch-plainly.ts";
import { inOrder } from "./in-order.ts";
import type { BuildPlan, PlannedBuild } from "./plan-builds.ts";

/** A store path that this build has made, and the tree that contains it. */
export interface MadePath {
  readonly entry: ClosureEntry;
  readonly tree: Output;
  /** Whether the tree has other paths too. */
  readonly isShared?: boolean;
  /** The file with the hash and references that the step has found. */
  readonly facts?: Output | undefined;
  /** In words: "built from /nix/store/….drv". */
  readonly subject: string;
  readonly foreign?: readonly ForeignProgram[] | undefined;
}

/** By store path. */
export type MadeTable = ReadonlyMap<string, MadePath>;

export interface BuildsToRun<Made = MadePath> {
  readonly plan: BuildPlan;
  /** What has been made before. */
  readonly made: ReadonlyMap<string, Made>;
  readonly caches: Caches;
  /** The source of the paths that are not built. */
  readonly source: PathSource;
  /** The files that the evaluation has put into the store, and the tree that contains them. */
  readonly sources: ReadonlyMap<string, PathInfo>;
  readonly sourceTree: Output;
  readonly nix: { readonly path: StorePath; readonly closure: Closure; readonly tree: Output };
  /** Why it is built, as `announce` says it. */
  readonly why: string;
  /** The time limit of a derivation in seconds; 0 is no limit. */
  timeoutOf(path: string): number;
  /** The place of the package that a derivation is built for. */
  placeOf(path: string): Place | undefined;
}

/**
 * Has the engine build the plan. Each derivation is a step of its own that starts as soon as its inputs are there. Throws a DeclError for
 * the first that fails.
 */
export async function runBuilds(session: Session, builds: BuildsToRun): Promise<MadeTable> {
  await announce(session, builds.plan, builds.why);
  const made = new Map<string, MadePath>([...builds.made, ...sourcePaths(builds)]);
  await inOrder(builds.plan, async (planned) => {
    for (const built of await runOne(session, builds, planned, made)) made.set(built.entry.path.path, built);
  });
  return made;
}

function sourcePaths({ sources, sourceTree }: BuildsToRun): [string, MadePath][] {
  return Array.from(sources, ([path, info]) => [
    path,
    { entry: madeEntry(info), tree: sourceTree, isShared: true, subject: "of the package set" },
  ]);
}

async function runOne(
  session: Session,
  builds: BuildsToRun,
  { path, derivation, inputs }: PlannedBuild,
  made: ReadonlyMap<string, MadePath>,
): Promise<MadePath[]> {
  const { caches, nix } = builds;
  const helper = await helperPlace(session);
  const place = builds.placeOf(path.path);
  const mergeOp = (await session.engine.capabilities).supports("mergeop");
  const places = place === undefined ? [] : [place];
  const about = { subject: derivationName(path), place };
  const fetched = await fetchPlainly(session, derivation, { ...helper, places }, about);
  if (fetched !== undefined) return [madeFrom(fetched.info, fetched, path)];
  const { tree, graph } = await solveClosure(session, {
    caches,
    buildPlatform: helper.buildPlatform,
    find: (failures) => builds.source.find(inputs, { failures, made }),
    graph: (closure, nars) => {
      const { store, steps } = storeInputs(
        closure,
        { nars, made, nix: nix.closure, name: derivationName(path) },
        helper,
      );
      const { trees, facts } = realiseStep({
        ...{ derivation, path, inputs, store },
        nix,
        mergeOp,
        timeout: builds.timeoutOf(path.path),
        places,
        ...helper,
      });
      const subject = derivationName(path);
      const step: GraphStep = { output: facts, kind: "build", subject, failure: path.base, ...at(place) };
      return { state: facts, steps: [...steps, step], trees, facts };
    },
  });
  const infos = realisedFacts(JSON.parse(`${await tree.readFile(FACTS)}`), "facts");
  return infos.map((info) => madeFrom(info, graph, path));
}

function madeFrom(info: MadeInfo, { trees, facts }: Realised, deriver: StorePath): MadePath {
  const tree = trees.get(info.path.path);
  if (tree === undefined) throw new Error(`${deriver.path} does not make ${info.path.path}`);
  return { entry: madeEntry(info, deriver), tree, facts, subject: `built from ${deriver.path}`, foreign: info.foreign };
}

interface MadeInfo extends PathInfo {
  readonly foreign?: MadePath["foreign"];
}

interface StoreSources {
  readonly nars: NarSources;
  readonly made: ReadonlyMap<string, MadePath>;
  /** Paths that are in the step's store already, with Nix. They are not mounted again, since each mount takes a millisecond. */
  readonly nix: Pick<Closure, "get">;
  /** The name of what is built. */
  readonly name: string;
}

/** The trees of the paths in a step's store, and the steps that fetch and unpack those that come from caches. */
export function storeInputs(
  closure: Closure,
  { nars, made, nix, name }: StoreSources,
  helper: Parameters<typeof unpackStep>[1],
): { readonly store: readonly StoreInput[]; readonly steps: readonly GraphStep[] } {
  const steps: GraphStep[] = [];
  const fetched = closure.ordered.filter(
    ({ path }) => made.get(path.path) === undefined && nix.get(path) === undefined,
  );
  const group = labelled(fetchGroup(fetched, `to build ${name} with`));
  const store = closure.ordered.map((entry): StoreInput => {
    const { path, narHash, narSize, references, ca } = entry;
    const here = made.get(path.path);
    if (here !== undefined) {
      return { path, narHash, narSize, references, ca, tree: here.tree, isShared: here.isShared ?? false };
    }
    if (nix.get(path) !== undefined) return { path, narHash, narSize, references, ca, tree: undefined };
    const label = { name: `[nix] ${path.name} (${sizeText(entry.fileSize ?? narSize)})`, ...group };
    const { archive, step } = locateArchive(entry, nars, label);
    const tree = unpackStep([archive], { ...helper, ignoreCache: false }, label);
    const about = { subject: path.name, cache: entry.cache, entries: [entry] };
    steps.push(step, { output: tree, kind: "unpack", ...about });
    return { path, narHash, narSize, references, ca, tree };
  });
  return { store, steps };
}

/** The closure entry of a path that was made in this build. It has no archive. */
export function madeEntry({ path, narHash, narSize, references, ca }: PathInfo, deriver?: StorePath): ClosureEntry {
  return Object.freeze({
    ...{ path, narHash, narSize },
    references: Object.freeze(references.toSorted(compareStorePaths)),
    url: "",
    compression: "none" as const,
    cache: "this build",
    deriver: deriver?.base,
    ca,
    signatures: [],
    trust: { by: "build" } as const,
  });
}
