import { describe, expect, it } from "vitest";
import type { Mount } from "../../src/llb/mount.ts";
import { image, local } from "../../src/llb/source.ts";
import { type Output, type State, scratch, type Vertex } from "../../src/llb/vertex.ts";
import { makeClosure } from "../../src/nix/closure.ts";
import { type PackageSet, packageOfEntry } from "../../src/nix/package-entry.ts";
import { walkClosure } from "../../src/packages/closure-walk.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { planImage } from "../../src/plan/image-plan.ts";
import { resolvePackages } from "../../src/plan/packages.ts";
import { checkStep } from "../../src/steps/check/step.ts";
import { imageGraph } from "../../src/steps/image-graph.ts";
import { configure } from "../declaration/declare.ts";
import { fakeCache, pathOf } from "../packages/fake-cache.ts";

const AMD64 = { os: "linux", architecture: "amd64" } as const;
const PLACE = { helper: image("docker.io/decl/frontend:latest"), buildPlatform: AMD64, ignoreCache: false };
const CACHE = { locate: () => ({ state: local("nix-cache"), path: "/nar/x" }) };

/** What each path refers to, and its bytes. */
const STORE: Readonly<Record<string, readonly [number, ...string[]]>> = {
  glibc: [40_000_000],
  zlib: [100_000, "glibc"],
  libpng: [200_000, "glibc"],
  imagemagick: [9_000_000, "zlib", "libpng"],
};
const GROUPS = [["glibc"], ["libpng", "zlib"], ["imagemagick"]];

const ANY: PackageSet = {
  find: (name) => packageOfEntry(name, { name, outputs: { out: pathOf(name).path }, defaultOutput: "out" }),
};

interface Request {
  readonly options?: string;
  readonly mergeOp?: boolean;
  readonly among?: string;
  readonly started?: number;
}

/** The graph of an image that has imagemagick. */
async function graphOf({ options = "", mergeOp = true, among, started }: Request = {}) {
  const { config, placeOf } = await configure(
    `export default ({ pkgs }) => ({ environment: { systemPackages: [pkgs.imagemagick] }, image: { ${options} } });`,
  );
  const content = imageContent(config);
  const packages = resolvePackages(content, () => undefined, ANY);
  const graph = Object.fromEntries(Object.entries(STORE).map(([name, [, ...references]]) => [name, references]));
  const walked = await walkClosure([pathOf("imagemagick")], [fakeCache("main", graph)]);
  const sized = walked.entries.map((entry) => ({ ...entry, narSize: STORE[entry.path.name]?.[0] ?? 0 }));
  const closure = makeClosure(walked.roots, sized);
  const platform = { ...AMD64, system: "x86_64-linux" };
  const plan = planImage({ platform, content, packages, closure, labels: {}, created: 0, placeOf });
  const rest = { nars: new Map([["main", CACHE]]), added: new Map(), contents: [], base: scratch };
  return { plan, ...imageGraph({ ...PLACE, ...rest, plan, mergeOp, among, started }) };
}

const vertexOf = (state: State | undefined): Vertex => {
  if (state === scratch || state === undefined) throw new Error("there is no vertex");
  return state.vertex;
};
const mountsOf = (output: Output | undefined): readonly Mount[] => {
  const { op } = vertexOf(output);
  if (op.kind !== "exec") throw new Error(`${op.kind} has no mounts`);
  return op.mounts;
};

/** All vertices that something is made of, itself included. */
function allOf(state: State, seen = new Set<Vertex>()): ReadonlySet<Vertex> {
  if (state === scratch || seen.has(state.vertex)) return seen;
  seen.add(state.vertex);
  for (const input of state.vertex.inputs) allOf(input, seen);
  return seen;
}

describe("the store paths of an image", () => {
  it("are unpacked by one step for each layer, whose name says what is in it", async () => {
    const { steps } = await graphOf();
    const unpacked = steps.filter(({ kind }) => kind === "unpack");
    expect(unpacked.map(({ entries = [] }) => entries.map(({ path }) => path.name))).toEqual(GROUPS);
    expect(unpacked.map(({ output }) => output.vertex.options.name)).toEqual([
      "[nix] glibc (40 MB)",
      "[nix] libpng and 1 more (300 kB)",
      "[nix] imagemagick (9.0 MB)",
    ]);
  });

  it("are one line of the progress output, with how many they are and how large, and which image's of several", async () => {
    const groupsOf = async (among?: string) => {
      const { steps } = await graphOf(among === undefined ? {} : { among });
      const groups = steps.flatMap(({ kind, output }) => (kind === "unpack" ? [output.vertex.options.group] : []));
      expect(groups).toHaveLength(3);
      return [...new Set(groups.map((group) => JSON.stringify(group)))];
    };
    expect(await groupsOf()).toEqual(['{"id":"decl-fetch ","name":"[nix] 4 store paths, 49 MB"}']);
    expect(await groupsOf("for linux/arm64")).toEqual([
      '{"id":"decl-fetch for linux/arm64","name":"[nix] 4 store paths for linux/arm64, 49 MB"}',
    ]);
  });

  it("are linked from their layers, each mounted by itself, and known to the cache by how they are made", async () => {
    const { steps } = await graphOf();
    const generated = steps.find(({ kind }) => kind === "generate")?.output;
    const mounts = mountsOf(generated).filter(({ dest }) => dest.startsWith("/stores/"));
    expect(mounts.map(({ from }) => from)).toEqual(
      steps.filter(({ kind }) => kind === "unpack").map((one) => one.output),
    );
    for (const [index, mount] of mounts.entries()) {
      expect(mount).toMatchObject({
        dest: `/stores/${index}`,
        selector: "/nix/store",
        readonly: true,
        contentCache: "off",
      });
    }
  });

  it("are told apart by age where they are linked: when the build began and their sizes are no part of the cache key", async () => {
    const specificationOf = async (started?: number) => {
      const { steps } = await graphOf(started === undefined ? {} : { started });
      const { op } = vertexOf(steps.find(({ kind }) => kind === "generate")?.output);
      return op.kind === "exec" ? { env: op.env, unkeyed: op.unkeyed } : undefined;
    };
    const [first, later, untold] = await Promise.all([
      specificationOf(1_764_528_000_000),
      specificationOf(1_764_528_060_000),
      specificationOf(),
    ]);
    expect(first?.unkeyed).toBe("decl:1764528000000,40000000,300000,9000000");
    expect(later).toEqual({ ...first, unkeyed: "decl:1764528060000,40000000,300000,9000000" });
    expect(untold).toEqual({ ...first, unkeyed: undefined });
  });

  it("are not laid over each other before the image is put together, to link or to check", async () => {
    const { state, files, steps, plan } = await graphOf({ options: 'checks: { a: { command: ["true"] } }' });
    const trees = steps.filter(({ kind }) => kind === "unpack").map(({ output }) => output);
    const check = checkStep(plan.checks[0] ?? { name: "", command: [], about: [] }, plan, files, PLACE);
    const merges = [...allOf(check ?? scratch), ...allOf(state)].filter(({ op }) => op.kind === "merge");
    expect(merges).toEqual([vertexOf(state)]);
    expect(vertexOf(state).inputs.slice(0, trees.length)).toEqual(trees);
  });

  it("are where they belong while a check runs, each from its layer", async () => {
    const { files, steps, plan } = await graphOf({ options: 'checks: { a: { command: ["true"] } }' });
    const check = checkStep(plan.checks[0] ?? { name: "", command: [], about: [] }, plan, files, PLACE);
    const mounts = mountsOf(check).filter(({ dest }) => dest.startsWith("/nix/store/"));
    const trees = new Map(
      steps.flatMap(({ kind, output, entries = [] }) =>
        kind === "unpack" ? entries.map(({ path }) => [path.path, output] as const) : [],
      ),
    );
    expect(mounts.map(({ dest }) => dest).sort()).toEqual(
      Object.keys(STORE)
        .map((name) => pathOf(name).path)
        .sort(),
    );
    for (const { dest, from, selector, readonly, contentCache } of mounts) {
      expect({ from, selector, readonly, contentCache }).toEqual({
        from: trees.get(dest),
        selector: dest,
        readonly: true,
        contentCache: "off",
      });
    }
  });

  it("are in one tree where image.run may change it, and where layers are copied onto each other", async () => {
    for (const request of [{ options: 'run: "true"' }, { mergeOp: false }]) {
      const { state, files } = await graphOf(request);
      expect(files).toEqual({ root: state, store: [] });
    }
  });
});
