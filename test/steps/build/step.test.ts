import { describe, expect, it } from "vitest";
import type { ProcessSettings } from "../../../src/context/process-settings.ts";
import { image, local } from "../../../src/llb/source.ts";
import type { Output } from "../../../src/llb/vertex.ts";
import type { ResolvedBuild } from "../../../src/plan/declared-builds.ts";
import { buildSpec } from "../../../src/steps/build/spec.ts";
import { buildStep } from "../../../src/steps/build/step.ts";
import { readSpec } from "../../../src/steps/helper/spec.ts";
import { pathOf } from "../../packages/fake-cache.ts";

const HELPER = image("docker.io/decl/frontend:latest");
const AMD64 = { os: "linux", architecture: "amd64" } as const;
const [BASH, FILES] = [local("bash"), local("files")];

const APP: ResolvedBuild = {
  ...{ name: "app", script: "make", env: { CC: "cc" }, network: false, cache: [], secrets: [], ssh: [] },
  path: pathOf("app"),
  inputs: [pathOf("bash")],
  src: undefined,
};

interface Changes {
  readonly build?: Partial<ResolvedBuild>;
  readonly source?: Output;
  readonly ignoreCache?: boolean;
  readonly processes?: ProcessSettings;
  readonly architecture?: string;
}

function step({ build = {}, source, ignoreCache = false, architecture = "amd64", processes }: Changes = {}) {
  const { tree, facts } = buildStep({
    build: { ...APP, ...build },
    store: [{ path: pathOf("bash"), tree: BASH }],
    mergeOp: true,
    source,
    ...{ helper: HELPER, buildPlatform: { ...AMD64, architecture }, ignoreCache },
    ...(processes === undefined ? {} : { processes }),
  });
  const { op, options } = facts.vertex;
  if (op.kind !== "exec") throw new Error("it runs no program");
  const mountAt = (dest: string) => op.mounts.find((mount) => mount.dest === dest);
  const text = op.env.find((one) => one.startsWith("DECL_SPECIFICATION="))?.slice("DECL_SPECIFICATION=".length);
  return { tree, facts, op, options, mountAt, spec: () => readSpec(buildSpec, text) };
}

describe("the step that runs the script of a build", () => {
  it("has its name, and the place where the declaration wants it", () => {
    const place = { file: "image.ts", start: { line: 3, column: 7 }, end: { line: 3, column: 9 } };
    expect(step({ build: { place }, ignoreCache: true }).options).toMatchObject({
      name: "[build] app",
      places: [place],
      ignoreCache: true,
    });
    expect(step().options.places).toEqual([]);
  });

  it("has a network where the build asks for one, and else none", () => {
    expect(step().op.network).toBe("none");
    expect(step({ build: { network: true } }).op.network).toBe("sandbox");
  });

  it("has what the client asks for with options of docker build", () => {
    const processes = {
      hosts: [{ name: "db", address: "10.0.0.2" }],
      ulimits: [{ name: "nofile", soft: 1, hard: 2 }],
      ...{ shmSize: 4096, cgroupParent: "builds", network: "host" as const },
    };
    const { op, mountAt } = step({ processes });
    expect(op).toMatchObject({ extraHosts: processes.hosts, ulimits: processes.ulimits, cgroupParent: "builds" });
    expect(mountAt("/dev/shm")).toMatchObject({ type: "tmpfs", size: 4096 });
    expect(op.network).toBe("none");
    expect(step({ processes, build: { network: true } }).op.network).toBe("host");
    expect(step({ processes: { ...processes, network: "none" }, build: { network: true } }).op.network).toBe("none");
  });

  it("has its packages in the store, which it cannot change, in a root that has nothing else but the helper", () => {
    const { op, mountAt } = step();
    const bash = pathOf("bash").path;
    expect(mountAt(bash)).toMatchObject({ from: BASH, selector: bash, readonly: true, isOutput: false });
    const others = op.mounts.filter(({ dest }) => !dest.startsWith("/.decl/")).map(({ dest }) => dest);
    expect(others).toEqual(["/", bash]);
    expect(mountAt("/.decl/helper.cjs")).toMatchObject({ from: HELPER, readonly: true });
  });

  it("gives its files in a place apart, of which the script gets a copy", () => {
    const src = pathOf("src");
    const { mountAt, spec } = step({ build: { src }, source: FILES });
    const place = `/.decl/source/${src.base}`;
    expect(mountAt(place)).toMatchObject({ from: FILES, selector: src.path, readonly: true });
    expect(spec().source).toBe(place);
    expect(step().spec().source).toBeUndefined();
  });

  it("has folders that outlive it, each the same one for all builds, and a folder of its own for why it failed", () => {
    const { mountAt } = step({ build: { cache: ["/root/.npm", "/build/x"] } });
    expect(mountAt("/root/.npm")).toMatchObject({ type: "cache", cacheId: "decl-build/root/.npm" });
    expect(mountAt("/build/x")).toMatchObject({ type: "cache", cacheId: "decl-build/build/x" });
    expect(mountAt("/.decl/failures")).toMatchObject({ type: "cache", cacheId: `decl-failures-${pathOf("app").base}` });
  });

  it("has secrets as files by their ids, and the sockets of SSH agents, the first of them by the variable that programs read", () => {
    const { mountAt, spec } = step({ build: { secrets: ["token"], ssh: ["deploy", "other"] } });
    expect(mountAt("/run/secrets/token")).toMatchObject({ type: "secret" });
    for (const id of ["deploy", "other"]) expect(mountAt(`/run/decl-ssh/${id}`)).toMatchObject({ type: "ssh" });
    const agent = { name: "SSH_AUTH_SOCK", value: "/run/decl-ssh/deploy" };
    expect(spec().env).toEqual([agent, { name: "CC", value: "cc" }]);
    expect(step({ build: { ssh: ["a"], env: { SSH_AUTH_SOCK: "/own" } } }).spec().env).toEqual([
      { name: "SSH_AUTH_SOCK", value: "/own" },
    ]);
  });

  it("is told the script, and all that its result may refer to", () => {
    expect(step().spec()).toMatchObject({
      path: pathOf("app"),
      script: "make",
      inputs: [pathOf("bash").path],
      store: [pathOf("bash")],
      output: "/.decl/output",
      facts: "/.decl/facts",
    });
  });

  it("has a tree for the result and one for what is known of it", () => {
    const { tree, facts, op } = step();
    const folders = op.mounts.filter(({ isOutput }) => isOutput).map(({ dest }) => dest);
    expect([folders[tree.index], folders[facts.index]]).toEqual(["/.decl/output", "/.decl/facts"]);
  });

  it("cannot be on a machine that there is no frontend for", () => {
    expect(() => step({ architecture: "riscv64" })).toThrow("there is no frontend for riscv64");
  });
});
