import { describe, expect, it } from "vitest";
import { image, local } from "../../src/llb/source.ts";
import type { Output } from "../../src/llb/vertex.ts";
import { type ClosureEntry, makeClosure } from "../../src/nix/closure.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { parseStorePathBase } from "../../src/nix/store-path.ts";
import { addSpec } from "../../src/steps/add/spec.ts";
import { addStep } from "../../src/steps/add/step.ts";
import { buildSpec } from "../../src/steps/build/spec.ts";
import { buildStep } from "../../src/steps/build/step.ts";
import { checkSpec } from "../../src/steps/check/spec.ts";
import { checkStep } from "../../src/steps/check/step.ts";
import { copySpec } from "../../src/steps/copy/spec.ts";
import { contentsStep } from "../../src/steps/copy/step.ts";
import { evaluateSpec } from "../../src/steps/evaluate/spec.ts";
import { evaluationGraph } from "../../src/steps/evaluate/step.ts";
import { generateSpec } from "../../src/steps/generate/spec.ts";
import { generateStep } from "../../src/steps/generate/step.ts";
import { readSpec, type Spec } from "../../src/steps/helper/spec.ts";
import { specification } from "../../src/steps/helper-step.ts";
import { nixDatabaseSpec } from "../../src/steps/nix-database/spec.ts";
import { nixDatabaseStep } from "../../src/steps/nix-database/step.ts";
import { pickSpec } from "../../src/steps/pick/spec.ts";
import { pickStep } from "../../src/steps/pick/step.ts";
import { realiseSpec } from "../../src/steps/realise/spec.ts";
import { realiseStep } from "../../src/steps/realise/step.ts";
import { unpackSpec } from "../../src/steps/unpack/spec.ts";
import { unpackStep } from "../../src/steps/unpack/step.ts";
import type { FileMode } from "../../src/value/file-mode.ts";
import type { GeneratedFile } from "../../src/value/generated-file.ts";
import { derivationOf } from "../nix/derivation-text.ts";

const AMD64 = { os: "linux", architecture: "amd64" } as const;
const PLACE = { helper: image("docker.io/decl/frontend:latest"), buildPlatform: AMD64, ignoreCache: false };
const FILES = local("files");
const NAR_HASH = sha256Of<"nar">(Buffer.alloc(32));
const HELLO: ClosureEntry = {
  path: parseStorePathBase(`${"0".repeat(32)}-hello`),
  narHash: NAR_HASH,
  narSize: 120,
  references: [],
  url: "nar/hello.nar",
  compression: "xz",
  cache: "cache",
  deriver: `${"1".repeat(32)}-hello.drv`,
  signatures: ["k:AAAA"],
  trust: { by: "content", contentHash: sha256Of(Buffer.alloc(32)) },
};
const HELLO_PATH = HELLO.path.path;
const ARCHIVE = { entry: HELLO, state: FILES, path: "/hello.nar" };

/** The program that a step runs, and its specification as it stands in the step's cache key. */
function writtenIn({ vertex: { op } }: Output) {
  if (op.kind !== "exec") throw new Error("it runs no program");
  const text = op.env.find((entry) => entry.startsWith("DECL_SPECIFICATION="));
  return { program: op.args.at(-1)?.replace(/^\//, ""), json: text?.slice("DECL_SPECIFICATION=".length) ?? "" };
}

const contents = (mode: FileMode) => ({
  name: "decl: www",
  source: { kind: "context", context: "context", path: "www" } as const,
  target: "/srv",
  mode,
  uid: 1,
  gid: 2,
  include: [],
  exclude: [],
  parents: [{ path: "/srv", mode: 0o750, uid: 3, gid: 4 }],
});
const links = { packages: [{ path: HELLO_PATH, priority: 5 }], pathsToLink: ["/bin"], profiles: [] };
const files = [{ type: "directory", path: "/d", mode: 0o700, uid: 1, gid: 2 }] as const;
const evaluation = {
  request: { packageSet: "/nixpkgs", config: {}, overlays: [], systems: {} },
  expressions: new Map<string, string>(),
  packageSet: { kind: "tree" as const, state: FILES },
  nix: HELLO.path,
  closure: makeClosure([HELLO.path], [HELLO]),
  nars: new Map([["cache", { locate: () => ARCHIVE }]]),
};
const PACKED = { state: FILES, file: "nixpkgs.tar.xz", narHash: NAR_HASH };
const realised = {
  ...PLACE,
  derivation: derivationOf({
    outputs: new Map([["out", { path: HELLO.path, hashAlgorithm: "r:sha256", hash: "a".repeat(64) }]]),
    args: ["-e"],
    env: new Map([["name", "hello"]]),
  }),
  path: parseStorePathBase(`${"1".repeat(32)}-hello.drv`),
  inputs: [HELLO.path],
  store: [{ ...HELLO, ca: "fixed:x", tree: FILES }],
  nix: { path: HELLO.path, tree: FILES },
  mergeOp: true,
  timeout: 60,
  places: [],
};
const build = {
  ...{ name: "app", script: "make", env: { CC: "cc" }, network: false, cache: ["/root/.cache"], secrets: [], ssh: [] },
  path: parseStorePathBase(`${"2".repeat(32)}-app`),
  inputs: [HELLO.path],
  src: HELLO.path,
};
const config = {
  created: "1970-01-01T00:00:00Z",
  architecture: "amd64",
  os: "linux",
  config: { Env: ["A=b"] },
  rootfs: { type: "layers", diff_ids: [] },
  history: [],
} as const;
const check = checkStep(
  { name: "c", command: ["nginx", "-t"], about: [] },
  { config },
  { root: FILES, store: [] },
  PLACE,
);

describe("the specification of a step", () => {
  // A change of one of these texts makes every user's step run again.
  it.each<[Spec<unknown, never>, Output | undefined, string]>([
    [
      unpackSpec,
      unpackStep([ARCHIVE], PLACE, {}),
      `{"paths":[{"storePath":"${HELLO_PATH}","nar":"/nars/0","compression":"xz","narHash":"${NAR_HASH}","narSize":120,"contentHash":"${NAR_HASH}","output":"/out"}]}`,
    ],
    [
      generateSpec,
      generateStep({ name: "g", links: { ...links, linkRoot: "/sw" }, files, places: new Map() }, [FILES], PLACE),
      `{"packages":[{"path":"${HELLO_PATH}","priority":5}],"pathsToLink":["/bin"],"profiles":[],"linkRoot":"/sw","stores":"/stores","files":[{"type":"directory","path":"/d","mode":448,"uid":1,"gid":2}],"output":"/out"}`,
    ],
    [
      copySpec,
      contentsStep(contents("normal"), { state: FILES, path: "/www" }, PLACE).tree,
      '{"source":"/source","target":"/srv","mode":"normal","uid":1,"gid":2,"parents":[{"path":"/srv","mode":488,"uid":3,"gid":4}],"output":"/out","facts":"/facts/facts.json"}',
    ],
    [
      addSpec,
      addStep({ ...PLACE, state: FILES, path: "/app", name: "app", subject: "app" }).tree,
      '{"source":"/source","name":"app","output":"/out","facts":"/facts/facts.json"}',
    ],
    [checkSpec, check, '{"command":["nginx","-t"],"environment":["A=b"],"output":"/.decl/out"}'],
    [
      evaluateSpec,
      evaluationGraph({ ...PLACE, ...evaluation }).state,
      `{"nix":"${HELLO_PATH}/bin/nix-instantiate","expression":"/request/evaluate.nix","request":"/request/request.json","output":"/out"}`,
    ],
    [
      evaluateSpec,
      evaluationGraph({ ...PLACE, ...evaluation, derivations: true }).state,
      `{"nix":"${HELLO_PATH}/bin/nix-instantiate","expression":"/request/evaluate.nix","request":"/request/request.json","output":"/out","derivations":true}`,
    ],
    [
      evaluateSpec,
      evaluationGraph({
        ...PLACE,
        ...evaluation,
        packageSet: { kind: "archive", ...PACKED },
        nameTable: "packages.json",
      }).state,
      `{"nix":"${HELLO_PATH}/bin/nix-instantiate","expression":"/request/evaluate.nix","request":"/request/request.json","output":"/out","packed":{"tree":{"archive":"/archive","narHash":"${NAR_HASH}","target":"/unpacked/tree"},"nameTable":"/unpacked/tree/packages.json"}}`,
    ],
    [
      realiseSpec,
      realiseStep(realised).facts,
      `{"nix":"${HELLO_PATH}/bin/nix-store","derivation":"${realised.path.path}","outputs":[{"name":"out","path":"${HELLO_PATH}","hashAlgorithm":"r:sha256","hash":"${"a".repeat(64)}","folder":"/.decl/outputs/0"}],"system":"x86_64-linux","builder":"/bin/sh","args":["-e"],"env":[{"name":"name","value":"hello"}],"inputs":["${HELLO_PATH}"],"store":[{"path":"${HELLO_PATH}","narHash":"sha256:${"0".repeat(64)}","narSize":120,"references":[],"signatures":[],"ca":"fixed:x"}],"timeout":60,"facts":"/.decl/facts","failures":"/.decl/failures"}`,
    ],
    [
      buildSpec,
      buildStep({ ...PLACE, mergeOp: true, build, store: [{ path: HELLO.path, tree: FILES }], source: FILES }).facts,
      `{"path":"${build.path.path}","script":"make","source":"/.decl/source/${HELLO.path.base}","env":[{"name":"CC","value":"cc"}],"inputs":["${HELLO_PATH}"],"store":["${HELLO_PATH}"],"output":"/.decl/output","facts":"/.decl/facts","failures":"/.decl/failures"}`,
    ],
    [
      pickSpec,
      pickStep(PACKED, ["packages.json"], PLACE),
      `{"tree":{"archive":"/archive","narHash":"${NAR_HASH}","target":"/unpacked/tree"},"files":["packages.json"],"output":"/out"}`,
    ],
    [
      nixDatabaseSpec,
      nixDatabaseStep(
        { name: "n", paths: [HELLO], roots: [HELLO.path], buildGroup: 30_000, owner: { uid: 0, gid: 0 } },
        PLACE,
      ),
      `{"paths":[{"path":"${HELLO_PATH}","narHash":"sha256:${"0".repeat(64)}","narSize":120,"references":[],"deriver":"/nix/store/${HELLO.deriver}","signatures":["k:AAAA"]}],"roots":["${HELLO_PATH}"],"buildGroup":30000,"uid":0,"gid":0,"output":"/out"}`,
    ],
  ])("is the same text in every build, and its program can read it (%#)", (spec, step, json) => {
    if (step === undefined) throw new Error("there is a frontend for this platform");
    expect(writtenIn(step)).toEqual({ program: spec.program, json });
    expect(() => readSpec(spec, json)).not.toThrow();
  });

  it("comes with the program of decl's own that the image gets, and no other", () => {
    const init = {
      type: "program",
      path: "/etc/decl/init",
      mode: 0o755,
      program: "init-aarch64",
      uid: 0,
      gid: 0,
    } as const;
    const mounts = (files: readonly GeneratedFile[]) => {
      const { op } = generateStep({ name: "g", links, files, places: new Map() }, [FILES], PLACE).vertex;
      return op.kind === "exec" ? op.mounts.filter(({ dest }) => dest.startsWith("/init-")) : [];
    };
    expect(mounts(files)).toEqual([]);
    expect(mounts([init])).toMatchObject([{ dest: "/init-aarch64", selector: "/init-aarch64", readonly: true }]);
  });

  it("is a file where it is too long for a variable", () => {
    const { env, mounts } = specification(checkSpec, {
      command: ["x".repeat(40_000)],
      environment: [],
      output: "/out",
    });
    expect(env.DECL_SPECIFICATION).toBe("@/spec/spec.json");
    expect(mounts).toMatchObject([{ dest: "/spec", readonly: true }]);
  });

  it("is checked by the compiler", () => {
    const whole = { source: "/source", name: "app", output: "/out", facts: "/facts" };
    // @ts-expect-error: a field is missing
    specification(addSpec, { source: "/source", name: "app", output: "/out" });
    // @ts-expect-error: a field has another type
    specification(addSpec, { ...whole, name: 1 });
    // @ts-expect-error: nobody reads that
    specification(addSpec, { source: "/source", name: "app", output: "/out", facts: "/facts", more: "" });
    expect(specification(addSpec, whole).env.DECL_SPECIFICATION).toBe(JSON.stringify(whole));
  });
});
