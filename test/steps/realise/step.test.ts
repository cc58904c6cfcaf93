import { describe, expect, it } from "vitest";
import { image, local } from "../../../src/llb/source.ts";
import { type Output, scratch } from "../../../src/llb/vertex.ts";
import type { Derivation } from "../../../src/nix/derivation.ts";
import { sha256Of } from "../../../src/nix/nar-hash.ts";
import { parseStorePathBase } from "../../../src/nix/store-path.ts";
import { readSpec } from "../../../src/steps/helper/spec.ts";
import { realiseSpec } from "../../../src/steps/realise/spec.ts";
import { derivationName, type RealiseInput, realiseStep, type StoreInput } from "../../../src/steps/realise/step.ts";
import { derivationOf } from "../../nix/derivation-text.ts";

const HELPER = image("docker.io/decl/frontend:latest");
const AMD64 = { os: "linux", architecture: "amd64" } as const;
const [NIX, GLIBC, SOURCES] = [local("nix"), local("glibc"), local("sources")];
const NAR_HASH = sha256Of<"nar">(Buffer.alloc(32));

const storePath = (name: string) => parseStorePathBase(`${"0".repeat(32)}-${name}`);
const plain = (name: string) => ({ path: storePath(name), hashAlgorithm: "", hash: "" });
const there = (name: string, tree: Output | undefined, references: readonly string[] = []): StoreInput => ({
  path: storePath(name),
  narHash: NAR_HASH,
  narSize: 120,
  references: references.map(storePath),
  tree,
});

const HELLO = derivationOf({
  outputs: new Map([
    ["dev", plain("hello-1-dev")],
    ["out", plain("hello-1")],
  ]),
  builder: `${storePath("bash-5.3p9").path}/bin/bash`,
  args: ["-e", storePath("builder.sh").path],
  env: new Map([["name", "hello-1"]]),
});

function step(changes: Partial<RealiseInput> & { readonly parts?: Partial<Derivation> } = {}) {
  const { parts, ...input } = changes;
  const { trees, facts } = realiseStep({
    derivation: { ...HELLO, ...parts },
    path: storePath("hello-1.drv"),
    inputs: [storePath("glibc-2.42"), storePath("builder.sh")],
    store: [there("glibc-2.42", GLIBC), there("builder.sh", SOURCES, ["glibc-2.42"]), there("bash-5.3p9", undefined)],
    nix: { path: storePath("nix-2.34"), tree: NIX },
    timeout: 0,
    mergeOp: true,
    places: [],
    ...{ helper: HELPER, buildPlatform: AMD64, ignoreCache: false },
    ...input,
  });
  const { op, options } = facts.vertex;
  if (op.kind !== "exec") throw new Error("it runs no program");
  const mountAt = (dest: string) => op.mounts.find((mount) => mount.dest === dest);
  const text = op.env.find((one) => one.startsWith("DECL_SPECIFICATION="))?.slice("DECL_SPECIFICATION=".length);
  return { trees, facts, op, options, mountAt, spec: () => readSpec(realiseSpec, text) };
}

/** The folder of a step that a tree is. */
function folderOf({ vertex, index }: Output): string | undefined {
  const written = vertex.op.kind === "exec" ? vertex.op.mounts.filter(({ isOutput }) => isOutput) : [];
  return written[index]?.dest;
}

describe("the step that builds a derivation", () => {
  it("has its name, and the places of what it is for", () => {
    const place = { file: "image.ts", start: { line: 3, column: 7 }, end: { line: 3, column: 9 } };
    expect(step({ places: [place], ignoreCache: true }).options).toMatchObject({
      name: "[nix] build hello-1",
      places: [place],
      ignoreCache: true,
    });
    expect(derivationName(storePath("a.drv-1.drv"))).toBe("a.drv-1");
  });

  it("has a network where its result is known before, and else none", () => {
    expect(step().op.network).toBe("none");
    const fixed = { path: storePath("source"), hashAlgorithm: "sha256", hash: "a".repeat(64) };
    expect(step({ parts: { outputs: new Map([["out", fixed]]) } }).op.network).toBe("sandbox");
  });

  it("has the Nix that builds as its root, which nobody takes, and the helper in a folder of its own", () => {
    const { op, mountAt } = step();
    expect(mountAt("/")).toMatchObject({ from: NIX, readonly: false });
    expect(op.args.slice(0, 4)).toEqual([
      ...["/.decl/lib64/ld-linux-x86-64.so.2", "--library-path", "/.decl/lib", "/.decl/bin/node"],
    ]);
    expect(op.args.at(-1)).toBe("realise");
    for (const part of ["/bin", "/lib", "/lib64", "/helper.cjs"]) {
      expect(mountAt(`/.decl${part}`)).toMatchObject({ from: HELPER, selector: part, readonly: true });
    }
    expect(op.platform).toEqual(AMD64);
  });

  it("finds each store path in its place, and cannot change it; what is there with Nix is not laid over it", () => {
    const { op, mountAt } = step();
    const [glibc, sources] = [storePath("glibc-2.42").path, storePath("builder.sh").path];
    expect(mountAt(glibc)).toMatchObject({ from: GLIBC, selector: glibc, readonly: true, isOutput: false });
    expect(mountAt(sources)).toMatchObject({ from: SOURCES, selector: sources, readonly: true, isOutput: false });
    expect(op.mounts.filter(({ dest }) => dest.startsWith("/nix/store/"))).toHaveLength(2);
  });

  it("has all that it is built from in one tree where there are many: the daemon repeats every mount where a step fails", () => {
    const many = Array.from({ length: 41 }, (_, n) => there(`input-${n}`, local(`input-${n}`)));
    for (const mergeOp of [true, false]) {
      const { mounts } = step({ store: many, mergeOp }).op;
      expect(mounts.filter(({ dest }) => dest.startsWith("/nix/store"))).toEqual([]);
      const root = mounts.find(({ dest }) => dest === "/")?.from;
      expect(root !== scratch && root?.vertex.op.kind).toBe(mergeOp ? "merge" : "file");
    }
    // Of a tree that has others too, which change, those alone that it is built from.
    const shared = Array.from({ length: 41 }, (_, n) => ({ ...there(`source?${n}`, SOURCES), isShared: true }));
    for (const mergeOp of [true, false]) {
      const root = step({ store: [...many, ...shared], mergeOp }).op.mounts.find(({ dest }) => dest === "/")?.from;
      if (root === undefined || root === scratch) throw new Error("there is no root");
      const vertexes = [root.vertex, ...root.vertex.inputs.map(({ vertex }) => vertex)];
      const copies = vertexes.flatMap(({ op }) => (op.kind === "file" ? op.actions : []));
      expect(copies.filter((one) => one.action === "copy" && one.from === SOURCES)).toMatchObject([
        { include: shared.map(({ path }) => path.path.slice(1).replace("?", "\\?")) },
      ]);
      expect(vertexes.filter(({ op, inputs }) => op.kind === "merge" && inputs.includes(SOURCES))).toEqual([]);
    }
    const { mounts } = step({ store: many.slice(1) }).op;
    expect(mounts.filter(({ dest }) => dest.startsWith("/nix/store"))).toHaveLength(40);
  });

  it("has a tree for each output, one for what Nix says of them, and a folder for the reason of a failure", () => {
    const { trees, facts, mountAt } = step();
    expect(Array.from(trees, ([path, tree]) => [path, folderOf(tree)])).toEqual([
      [storePath("hello-1-dev").path, "/.decl/outputs/0"],
      [storePath("hello-1").path, "/.decl/outputs/1"],
    ]);
    expect(folderOf(facts)).toBe("/.decl/facts");
    expect(mountAt("/.decl/failures")).toMatchObject({
      type: "cache",
      cacheId: expect.stringMatching(/^decl-failures-[a-z0-9]{32}-/),
    });
  });

  it("is told the derivation, and all that is in the store", () => {
    const spec = step({ timeout: 60 }).spec();
    expect(spec).toMatchObject({
      nix: `${storePath("nix-2.34").path}/bin/nix-store`,
      derivation: storePath("hello-1.drv").path,
      outputs: [
        { name: "dev", path: storePath("hello-1-dev"), folder: "/.decl/outputs/0" },
        { name: "out", path: storePath("hello-1"), folder: "/.decl/outputs/1" },
      ],
      system: "x86_64-linux",
      args: ["-e", storePath("builder.sh").path],
      env: [{ name: "name", value: "hello-1" }],
      inputs: [storePath("glibc-2.42").path, storePath("builder.sh").path],
      timeout: 60,
      facts: "/.decl/facts",
      failures: "/.decl/failures",
    });
    expect(spec.store.map(({ path, narHash, references }) => [path, narHash, references])).toEqual([
      [storePath("glibc-2.42").path, `sha256:${"0".repeat(64)}`, []],
      [storePath("builder.sh").path, `sha256:${"0".repeat(64)}`, [storePath("glibc-2.42").path]],
      [storePath("bash-5.3p9").path, `sha256:${"0".repeat(64)}`, []],
    ]);
  });

  it.each([
    [["bash-5.3p9"], "bash-5.3p9"],
    [["bash-5.3p9-dev", "bash-completion-2.16", "bash-interactive-5.3", "bash-5.2.37"], "bash-5.2.37"],
    [["bash-5.2", "bash-5.3"], "bash-5.2"],
    [["dash-1", "mybash-5.3"], undefined],
  ])("has as its shell the first bash of %j: %j", (names, bash) => {
    const { spec } = step({ store: names.map((name) => there(name, undefined)) });
    expect(spec().shell).toBe(bash && `${storePath(bash).path}/bin/bash`);
  });

  it("is told it in a file where it is too long for a variable", () => {
    const { op, mountAt } = step({ parts: { env: new Map([["text", "x".repeat(40_000)]]) } });
    expect(op.env).toContain("DECL_SPECIFICATION=@/spec/spec.json");
    expect(mountAt("/spec")).toMatchObject({ readonly: true });
  });

  it("is the same for the same derivation, and another one on another machine", () => {
    expect(step().op).toEqual(step().op);
    const arm = step({ buildPlatform: { os: "linux", architecture: "arm64" } });
    expect(arm.op.args[0]).toBe("/.decl/lib/ld-linux-aarch64.so.1");
    expect(() => step({ buildPlatform: { os: "linux", architecture: "riscv64" } })).toThrow(
      "there is no frontend for riscv64",
    );
  });
});
