import { describe, expect, it } from "vitest";
import { image, local } from "../../../src/llb/source.ts";
import { makeClosure } from "../../../src/nix/closure.ts";
import type { StorePath } from "../../../src/nix/store-path.ts";
import { type MadePath, madeEntry, storeInputs } from "../../../src/packages/builds/run-builds.ts";
import { walkClosure } from "../../../src/packages/closure-walk.ts";
import type { StepLabel } from "../../../src/steps/unpack/fetch-group.ts";
import { builtPath, fakeCache, pathOf } from "../fake-cache.ts";

describe("what a build finds in the store", () => {
  const AMD64 = { os: "linux", architecture: "amd64" };
  const PLACE = { helper: image("docker.io/decl/frontend:latest"), buildPlatform: AMD64, ignoreCache: true };
  const ARCHIVES = local("archives");
  const TREE = local("made");

  it("is what was made, what comes from caches, and what is there with Nix, each after what it refers to", async () => {
    const info = builtPath("app", ["lib", "bash"]);
    const made = new Map<string, MadePath>([
      [info.path.path, { entry: madeEntry(info, pathOf("app.drv")), tree: TREE, subject: "built" }],
    ]);
    const cache = fakeCache("main", { tool: ["app", "lib"], lib: [], bash: ["lib"] });
    const closure = await walkClosure([pathOf("tool")], [cache], undefined, made);
    const nix = await walkClosure([pathOf("lib")], [cache]);
    const labels: StepLabel[] = [];
    const locate = ({ path }: { readonly path: StorePath }, label: StepLabel) => {
      labels.push(label);
      return { state: ARCHIVES, path: `${path.name}.nar` };
    };

    const sources = { nars: new Map([["main", { locate }]]), made, nix, name: "app" };
    const { store, steps } = storeInputs(closure, sources, PLACE);
    expect(store.map(({ path: { name } }) => name)).toEqual(["lib", "bash", "app", "tool"]);
    const [lib, bash, app, tool] = store;
    expect([lib?.tree, app?.tree]).toEqual([undefined, TREE]);
    expect(app).toEqual({ ...info, references: app?.references, ca: undefined, tree: TREE, isShared: false });
    expect(app?.references.map(({ name }) => name).sort()).toEqual(["bash", "lib"]);

    const group = {
      id: "decl-fetch to build app with",
      name: "[nix] 2 store paths to build app with, 1 kB",
    };
    expect(labels).toEqual([
      { name: "[nix] bash (1 kB)", group },
      { name: "[nix] tool (1 kB)", group },
    ]);
    expect(steps.map(({ kind, subject, cache: from, output }) => [kind, subject, from, output])).toEqual([
      ["download", "bash", "main", ARCHIVES],
      ["unpack", "bash", "main", bash?.tree],
      ["download", "tool", "main", ARCHIVES],
      ["unpack", "tool", "main", tool?.tree],
    ]);
    // With --no-cache things are built again, and not unpacked again for it.
    expect(bash?.tree).toMatchObject({ vertex: { options: { name: "[nix] bash (1 kB)", group, ignoreCache: false } } });
  });
});

describe("a path that was made", () => {
  it("is in closures as others are, by the word of this build, without an archive", () => {
    const info = { ...builtPath("app", ["c", "b", "a"]), ca: "fixed:r:sha256:x" };
    const entry = madeEntry(info, pathOf("app.drv"));
    expect(entry).toMatchObject({
      path: pathOf("app"),
      narHash: info.narHash,
      narSize: 103,
      cache: "this build",
      url: "",
      deriver: pathOf("app.drv").base,
      ca: "fixed:r:sha256:x",
      signatures: [],
      trust: { by: "build" },
    });
    expect(entry.references.map(({ path }) => path)).toEqual(["a", "b", "c"].map((name) => pathOf(name).path).sort());
    expect(Object.isFrozen(entry) && Object.isFrozen(entry.references)).toBe(true);
    expect(makeClosure([], [entry]).reach([pathOf("app")])[0]).toBe(entry);
  });

  it("has no derivation where evaluation has made it", () => {
    expect(madeEntry(builtPath("builder.sh", [])).deriver).toBeUndefined();
  });
});
