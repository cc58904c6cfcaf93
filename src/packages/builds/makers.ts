import { requireAnyHost } from "../../context/allowed-hosts.ts";
import { isSameName } from "../../context/request.ts";
import type { Session } from "../../context/session.ts";
import type { ClosureEntry } from "../../nix/closure.ts";
import { sha256Of } from "../../nix/nar-hash.ts";
import type { PathInfo } from "../../nix/serve-protocol.ts";
import type { ResolvedBuild } from "../../plan/declared-builds.ts";
import { buildStep } from "../../steps/build/step.ts";
import type { GraphStep } from "../../steps/graph-step.ts";
import { helperPlace } from "../../steps/helper-step.ts";
import { FACTS, realisedFacts } from "../../steps/realise/spec.ts";
import { at, DeclError } from "../../text/diagnostic.ts";
import { openCaches } from "../caches.ts";
import type { ContextPackages } from "../context-packages.ts";
import type { PathSource } from "../path-source.ts";
import { checkStepSecrets } from "../secret-hosts.ts";
import { solveClosure } from "../solve-closure.ts";
import { builderOf, foreignSystem } from "./builder.ts";
import type { Maker } from "./find-with-builds.ts";
import type { ImageToBuild } from "./plan-paths.ts";
import { type BuildsToRun, type MadePath, madeEntry, runBuilds, storeInputs } from "./run-builds.ts";

/** A maker that has the engine build. `files` are files of build contexts that are packages. */
export const engineMaker = (files: ContextPackages): Maker<MadePath> => ({
  derivations: runBuilds,
  declared: runDeclared,
  files: new Map(
    Array.from(files.values(), ({ path, narHash, narSize, ca, tree, subject, foreign }) => {
      const entry = madeEntry({ path, narHash, narSize, references: [], ca });
      return [path.path, { entry, tree, subject, foreign }];
    }),
  ),
});

type Foreseen = { readonly entry: ClosureEntry };

/** A maker that builds nothing and only knows the paths of what would be built. */
export const foreseeingMaker: Maker<Foreseen> = {
  derivations: async (_, { plan, sources }: Pick<BuildsToRun<Foreseen>, "plan" | "sources">) => {
    const paths = [...plan.values()].flatMap(({ derivation }) => [...derivation.outputs.values()]);
    return new Map([
      ...Array.from(sources, ([path, info]) => [path, { entry: madeEntry(info) }] as const),
      ...paths.map(({ path }) => [path.path, foreseen(path)] as const),
    ]);
  },
  declared: async (_session, _image, { path }) => foreseen(path),
  files: new Map(),
};

const NOTHING = { narHash: sha256Of<"nar">(Buffer.alloc(32)), narSize: 0, references: [] };

/** The closure entry of a path that is not built yet, whose references are not known. */
export const foreseen = (path: PathInfo["path"]): Foreseen => ({ entry: madeEntry({ path, ...NOTHING }) });

/** Has the engine run the script of a build. Throws a DeclError where it fails. */
async function runDeclared(
  session: Session,
  { platform, configuration }: ImageToBuild,
  build: ResolvedBuild,
  { source, made }: { readonly source: PathSource; readonly made: ReadonlyMap<string, MadePath> },
): Promise<MadePath> {
  const foreign = foreignSystem(platform.system, await builderOf(session));
  if (foreign !== undefined) {
    const message = `build("${build.name}") cannot be run here: ${foreign.message}`;
    throw new DeclError({ code: "cannot-build", message, ...at(build.place), hint: foreign.hint });
  }
  const { settings } = session.request;
  const asked = { ...build, subject: `build("${build.name}")`, place: build.place };
  if (build.network) requireAnyHost(settings, asked);
  checkStepSecrets(settings, asked);
  const helper = await helperPlace(session);
  const mergeOp = (await session.engine.capabilities).supports("mergeop");
  const isAgain = session.request.noCacheFor.some((name) => isSameName(name, build.name));
  const { tree, graph } = await solveClosure(session, {
    caches: openCaches(session, configuration),
    buildPlatform: helper.buildPlatform,
    find: (failures) => source.find(build.inputs, { failures }),
    graph: (closure, nars) => {
      const { store, steps } = storeInputs(closure, { nars, made, nix: NO_NIX, name: build.name }, helper);
      const files = build.src && made.get(build.src.path)?.tree;
      const place = isAgain ? { ...helper, ignoreCache: true } : helper;
      const step = buildStep({ build, store: store.flatMap(withTree), mergeOp, source: files, ...place });
      const about = { subject: `build("${build.name}")`, failure: build.path.base, ...at(build.place) };
      const one: GraphStep = { output: step.facts, kind: "build", ...about };
      return { state: step.facts, steps: [...steps, one], ...step };
    },
  });
  const [info] = realisedFacts(JSON.parse(`${await tree.readFile(FACTS)}`), "facts");
  if (info === undefined) throw new Error(`nothing is known of ${build.path.path}`);
  return {
    entry: madeEntry(info),
    ...{ tree: graph.tree, facts: graph.facts },
    subject: `build("${build.name}")`,
    foreign: info.foreign,
  };
}

const NO_NIX = { get: () => undefined };

const withTree = <One extends { readonly tree: unknown }>(one: One) =>
  one.tree === undefined ? [] : [one as One & { readonly tree: NonNullable<One["tree"]> }];
