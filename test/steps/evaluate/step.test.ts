import { describe, expect, it } from "vitest";
import { image, local } from "../../../src/llb/source.ts";
import { makeClosure } from "../../../src/nix/closure.ts";
import type { StorePath } from "../../../src/nix/store-path.ts";
import { walkClosure } from "../../../src/packages/closure-walk.ts";
import { type EvaluationInput, evaluationGraph } from "../../../src/steps/evaluate/step.ts";
import { fakeCache, pathOf } from "../../packages/fake-cache.ts";

const ARCHIVES = local("archives");
const PLACE = {
  helper: image("docker.io/decl/frontend:latest"),
  buildPlatform: { os: "linux", architecture: "amd64" },
  ignoreCache: true,
};
const locate = ({ path }: { readonly path: StorePath }) => ({ state: ARCHIVES, path: `${path.name}.nar` });
const wanted = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { path: [name] }]));

function graph(names: readonly string[], changes: Partial<EvaluationInput> = {}) {
  return evaluationGraph({
    request: { packageSet: "/nixpkgs", config: {}, overlays: [], systems: { "x86_64-linux": wanted(names) } },
    expressions: new Map(),
    packageSet: { kind: "tree", state: local("nixpkgs") },
    nix: pathOf("nix-2.34"),
    closure: makeClosure([], []),
    nars: new Map([["main", { locate }]]),
    ...PLACE,
    ...changes,
  });
}

describe("the step that asks Nix", () => {
  it.each([
    [["hello"], false, "[nix] look up 1 name in the package set"],
    [["hello", "git"], false, "[nix] look up 2 names in the package set"],
    [["hello"], true, "[nix] find out how to build 1 package"],
    [["hello", "git"], true, "[nix] find out how to build 2 packages"],
  ])("for %j says what it is for (derivations: %j)", (names, derivations, name) => {
    expect(graph(names, { derivations }).state.vertex.options.name).toBe(name);
  });

  it("counts the names of all systems", () => {
    const systems = { "x86_64-linux": wanted(["hello", "git"]), "aarch64-linux": wanted(["hello"]) };
    const request = { packageSet: "/nixpkgs", config: {}, overlays: [], systems };
    expect(graph([], { request, derivations: true }).state.vertex.options.name).toBe(
      "[nix] find out how to build 3 packages",
    );
  });

  it("is another step for derivations than for what names mean", () => {
    const environment = (derivations: boolean) => {
      const { op } = graph(["hello"], { derivations }).state.vertex;
      return op.kind === "exec" ? op.env : [];
    };
    expect(environment(true)).not.toEqual(environment(false));
    expect(environment(false)).toEqual(environment(false));
  });

  it("has the Nix in its store, unpacked with all that it needs; the tree is there for builds too", async () => {
    const closure = await walkClosure([pathOf("nix-2.34")], [fakeCache("main", { "nix-2.34": ["glibc"], glibc: [] })]);
    const { state, steps, store } = graph(["hello"], { closure, derivations: true });
    expect(steps.map(({ kind, subject, cache }) => [kind, subject, cache])).toEqual([
      ["download", "glibc", "main"],
      ["download", "nix-2.34", "main"],
      ["unpack", "nix-2.34", "main"],
      ["evaluate", "the names of the declaration", undefined],
    ]);
    expect(steps.map(({ output }) => output).slice(2)).toEqual([store, state]);
    // --no-cache asks again, and does not unpack again.
    expect([state, store].map(({ vertex }) => vertex.options.ignoreCache)).toEqual([true, false]);
    const { op } = state.vertex;
    const mounts = op.kind === "exec" ? op.mounts : [];
    expect(mounts.find(({ dest }) => dest === "/nix/store")).toMatchObject({ from: store, readonly: true });
  });
});
