import { describe, expect, it } from "vitest";
import type { FileOperation } from "../../src/llb/file.ts";
import { image, local } from "../../src/llb/source.ts";
import { type Output, type State, scratch, type Vertex } from "../../src/llb/vertex.ts";
import { makeClosure } from "../../src/nix/closure.ts";
import type { BaseImage } from "../../src/plan/base-image.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { planImage } from "../../src/plan/image-plan.ts";
import { resolvePackages } from "../../src/plan/packages.ts";
import { type GraphInput, imageGraph } from "../../src/steps/image-graph.ts";
import { configure } from "../declaration/declare.ts";

const AMD64 = { os: "linux", architecture: "amd64" } as const;
const BASE = image("docker.io/library/base:1", { platform: AMD64 });

/** The graph of an image without packages. */
async function graphOf(options: string, input: Partial<GraphInput> & { readonly base?: Output } = {}) {
  const { config, placeOf } = await configure(
    `import { context } from "decl";\nexport default { image: { ${options} } };`,
  );
  const content = imageContent(config);
  const packages = resolvePackages(content, () => undefined, undefined);
  const base: BaseImage = { reference: "base", links: {}, accounts: {} };
  const plan = planImage({
    platform: { ...AMD64, system: "x86_64-linux" },
    content: { ...content, systemPackages: [] },
    packages: { ...packages, system: [] },
    closure: makeClosure([], []),
    labels: {},
    created: 0,
    placeOf,
    ...(input.base === undefined ? {} : { base }),
  });
  const files = local("context");
  const contents = plan.contents.map(() => ({ state: files, path: "/www" }));
  const helper = image("docker.io/decl/frontend:latest");
  const rest = {
    nars: new Map(),
    added: new Map(),
    helper,
    buildPlatform: AMD64,
    ignoreCache: false,
    mergeOp: true,
    base: scratch,
  };
  return imageGraph({ ...rest, plan, contents, ...input });
}

const vertexOf = (state: State): Vertex => {
  if (state === scratch) throw new Error("scratch has no vertex");
  return state.vertex;
};
const namesOf = (vertex: Vertex) => vertex.inputs.map(({ vertex: { options } }) => options.name);

const CONTENTS = 'contents: [{ source: context("www"), target: "/srv" }]';
const GENERATED = "[decl] link the system path and write what is generated";
const COPIED = "[decl] copy www of the build context at /srv";

describe("the graph of an image", () => {
  it("lays the base, what is generated and the contents over each other, in this order", async () => {
    const top = vertexOf((await graphOf(CONTENTS, { base: BASE })).state);
    expect(top.op.kind).toBe("merge");
    expect(top.inputs[0]).toBe(BASE);
    expect(namesOf(top)).toEqual([undefined, GENERATED, COPIED]);
  });

  it("copies them onto the base one after the other where the engine has no MergeOp", async () => {
    const copies: FileOperation[] = [];
    let state = (await graphOf(CONTENTS, { base: BASE, mergeOp: false })).state;
    for (let vertex = vertexOf(state); vertex.op.kind === "file"; vertex = vertexOf(state)) {
      copies.unshift(vertex.op);
      state = vertex.op.base;
    }
    expect(state).toBe(BASE);
    const from = copies.flatMap(({ actions }) => actions.flatMap((one) => (one.action === "copy" ? [one.from] : [])));
    expect(from.map(({ vertex }) => vertex.options.name)).toEqual([GENERATED, COPIED]);
  });

  it("depends on what is known of the contents, which is not in it: a cache that is exported has that too", async () => {
    const { state, contentFacts } = await graphOf(CONTENTS);
    expect(contentFacts).toHaveLength(1);
    const generated = vertexOf(state).inputs.find(({ vertex }) => vertex.options.name === GENERATED)?.vertex;
    const known = generated?.inputs.find(({ vertex }) => vertex.options.name?.includes("what is known"));
    expect(known?.vertex.inputs).toEqual(contentFacts);
  });

  it("chooses files by patterns before they are copied", async () => {
    const { state } = await graphOf(
      'contents: [{ source: context("www"), target: "/srv", include: ["*.html"], exclude: ["x*"] }]',
    );
    const copied = vertexOf(state).inputs.at(-1)?.vertex;
    const chosen = copied?.inputs.find(({ vertex }) => vertex.options.name === "[decl] choose from /www")?.vertex.op;
    expect(chosen).toMatchObject({
      kind: "file",
      actions: [{ action: "copy", src: "/www", include: ["*.html"], exclude: ["x*"], contents: true }],
    });
  });

  it("runs image.run last, on the platform of the image, without a network, and says that it runs its programs", async () => {
    const { state, beforeRun, steps } = await graphOf('run: "true"', { base: BASE });
    const { op, options, inputs } = vertexOf(state);
    expect(op).toMatchObject({
      kind: "exec",
      args: ["/bin/sh", "-euc", "true"],
      network: "none",
      platform: AMD64,
      removeMountStubs: true,
    });
    expect(inputs).toEqual([beforeRun]);
    expect(options.description).toEqual({ "decl.runs-target-code": "true" });
    const ulimits = [{ name: "nofile", soft: 1, hard: 2 }];
    const processes = { hosts: [], ulimits, network: "host" as const };
    const asked = await graphOf('run: "true"', { base: BASE, processes });
    expect(vertexOf(asked.state).op).toMatchObject({ ulimits, network: "none" });
    expect(steps.at(-1)).toMatchObject({ kind: "run", place: { start: { line: 2 } } });
  });

  it("has no step that runs programs of the image otherwise: helpers run on the machine that builds", async () => {
    const { state } = await graphOf(CONTENTS, { base: BASE });
    const kinds = vertexOf(state).inputs.map(({ vertex: { op } }) => (op.kind === "exec" ? op.args[0] : op.kind));
    expect(kinds).toEqual(["source", "/bin/node", "/bin/node"]);
  });
});
