import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { documentedBlocks } from "./documented.ts";
import { docker, dockerOutput, type Finished, folderWith, offlineContexts, type Store, trustedKey } from "./engine.ts";
import { documentedEngines, socketOf, startBuildkit, stopBuildkit } from "./engines/buildkit.ts";
import { FEATURES } from "./engines/features.ts";
import { manifestOf, startRegistry } from "./registry.ts";

/** `BUILDKIT_VERSIONS=all` are those of the documentation. */
const { versions, features, said } = documentedEngines();
const { BUILDKIT_VERSIONS: wanted = "all" } = process.env;
const tested = wanted === "all" ? versions : wanted.split(" ");
const [oldest, newest] = [tested[0], tested.slice(1).at(-1)];

const HELLO = `// syntax=decl/frontend
export default ({ pkgs }) => ({ image: { cmd: ["hello"] }, environment: { systemPackages: [pkgs.hello] } });
`;

/** Of a cluster that is nowhere: nothing is asked of it before a build. */
const KUBECONFIG = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:9" } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  users: [{ name: "u", user: {} }],
  "current-context": "c",
});

/** Compiling one takes minutes, once. */
const HOUR = 3_600_000;

it("each line of the table is tried", () => {
  expect(Object.keys(FEATURES)).toEqual(features);
});

describe.each(tested)("with BuildKit %s", (version) => {
  const store: Store = `buildkit@${version}`;

  beforeAll(() => startBuildkit(store), HOUR);
  afterAll(() => stopBuildkit(store), HOUR);

  it.each(Object.entries(FEATURES))("%s: as documented", async (name, feature) => {
    expect(await feature(store)).toBe(said(name, version));
  });
});

describe("builders elsewhere", () => {
  const [cluster = "", pair = ""] = documentedBlocks("sh", "Builders elsewhere");

  /** Runs the commands of a block in a folder, with builders that are known to them alone. */
  async function run(commands: string, folder: string): Promise<Finished> {
    process.env.BUILDX_CONFIG = folder;
    try {
      let last: Finished = { code: 0, output: "" };
      for (const line of commands.trim().split("\n")) {
        last = await docker(line.split(" ").slice(1), { folder, store: "containerd" });
        if (last.code !== 0) break;
      }
      return last;
    } finally {
      delete process.env.BUILDX_CONFIG;
    }
  }

  const pairs = oldest === undefined || newest === undefined ? [] : [[oldest, newest] as const];

  it.each(pairs)("BuildKit %s and %s make one image, each for its own platform", async (one, other) => {
    const [amd64, arm64]: [Store, Store] = [`buildkit@${one}`, `buildkit@${other}`];
    for (const store of [amd64, arm64]) {
      startBuildkit(store);
      onTestFinished(() => stopBuildkit(store));
    }
    const registry = await startRegistry();
    const folder = folderWith({ "web.ts": HELLO });
    const offline = Object.entries(offlineContexts()).map(([name, value]) => `--build-context ${name}=${value}`);
    const key = `--build-arg DECL_TRUSTED_PUBLIC_KEYS=${trustedKey()}`;
    const commands = pair
      .replace("tcp://amd64.example.org:1234", socketOf(amd64))
      .replace("tcp://arm64.example.org:1234", socketOf(arm64))
      .replace("ghcr.io/example", registry.host)
      .replace("--push .", `--push --provenance=false ${offline.join(" ")} ${key} .`);
    const { code, output } = await run(commands, folder);
    expect(code, output).toBe(0);
    const { manifests = [] } = await manifestOf(registry, "web");
    expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(["amd64", "arm64"]);
    await dockerOutput(["pull", "-q", `${registry.host}/web`]);
    expect(await dockerOutput(["run", "--rm", "--network=none", `${registry.host}/web`])).toBe("Hello, world!\n");
    await dockerOutput(["rmi", `${registry.host}/web`]);
  });

  it("buildx takes the options of the cluster's builders", async () => {
    const folder = folderWith({ kubeconfig: KUBECONFIG });
    process.env.KUBECONFIG = join(folder, "kubeconfig");
    const made = await run(cluster, folder);
    delete process.env.KUBECONFIG;
    expect(made.code, made.output).toBe(0);
    const { output } = await run("docker buildx ls --format {{.Name}}/{{.DriverEndpoint}}/{{.Platforms}}", folder);
    expect(output).toContain("cluster");
  });
});
