import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DECLARATIONS, documentedBlock, documentedBlocks } from "./documented.ts";
import {
  build,
  declHome,
  docker,
  dockerOutput,
  type Finished,
  finished,
  folderWith,
  offlineContexts,
  packageFolder,
  type Store,
  trustedKey,
} from "./engine.ts";
import { documentedEngines, socketOf, startBuildkit, stopBuildkit } from "./engines/buildkit.ts";
import { debianPackageProgram } from "./real-nix.ts";
import { manifestOf, startRegistry } from "./registry.ts";

const HELLO = `// syntax=decl/frontend
export default ({ pkgs }) => ({ image: { cmd: ["hello"] }, environment: { systemPackages: [pkgs.hello] } });
`;

const RELEASES = resolve(import.meta.dirname, "../../docs/releases.md");

/** The packages that everything here is tested with, as a compose file. */
function offlineServices(): string {
  const args = { DECL_TRUSTED_PUBLIC_KEYS: trustedKey() };
  const build = { additional_contexts: offlineContexts(), args };
  return JSON.stringify({ services: { base: { build }, web: { build } } });
}

/** Where clients find the engine: the private one, or else the machine's own. */
function engineVariables(): NodeJS.ProcessEnv {
  const engine = join(declHome(), "engine");
  const socket = join(engine, "run/docker-containerd.sock");
  if (!existsSync(socket)) return {};
  return { DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: join(engine, "client") };
}

it("the compose file of the documentation builds its images, one from the other", async () => {
  const files = { "compose.yaml": documentedBlock("yaml", "Compose"), "offline.json": offlineServices() };
  const folder = folderWith({ ...DECLARATIONS, ...files });
  const compose = debianPackageProgram("docker-compose", "/usr/libexec/docker/cli-plugins/docker-compose");
  const env = { ...process.env, ...engineVariables(), REGISTRY: "live-compose" };
  const args = ["-f", "compose.yaml", "-f", "offline.json", "build"];
  const { code, output } = await finished(spawn(compose, args, { cwd: folder, env, stdio: ["pipe", "pipe", "pipe"] }));
  expect(code, output).toBe(0);
  const told = ["run", "--rm", "--network=none", "live-compose/web", "bash", "-c", "echo $BASE $GREETING"];
  expect(await dockerOutput(told)).toBe("yes hello\n");
  await dockerOutput(["rmi", "live-compose/web", "live-compose/base"]);
});

/** The lines of a pipeline that build something, run by a shell whose `docker` is the engine's client. */
async function runLines(text: string, folder: string, settings: NodeJS.ProcessEnv): Promise<Finished> {
  const lines = [...text.matchAll(/^ +- (?:run: )?(docker buildx bake.*)$/gm)].map(([, line = ""]) => line);
  expect(lines).toEqual(["docker buildx bake --check", "docker buildx bake --push"]);
  let all = "";
  for (const line of lines) {
    const [, ...words] = line.split(" ");
    const sets = Object.entries(offlineContexts()).map(([name, value]) => `*.contexts.${name}=${value}`);
    sets.push(`*.args.DECL_TRUSTED_PUBLIC_KEYS=${trustedKey()}`);
    const options = [`--allow=fs.read=${packageFolder()}`, ...sets.flatMap((set) => ["--set", set])];
    Object.assign(process.env, settings);
    const { code, output } = await docker([...words, ...options], { folder });
    for (const name of Object.keys(settings)) delete process.env[name];
    all += output;
    if (code !== 0) return { code, output: all };
  }
  return { code: 0, output: all };
}

it.each(["A workflow for GitHub", "A pipeline for GitLab"])("%s: its lines check and push", async (heading) => {
  const registry = await startRegistry();
  const folder = folderWith({ ...DECLARATIONS, "docker-bake.hcl": documentedBlock("hcl") });
  const { code, output } = await runLines(documentedBlock("yaml", heading), folder, {
    REGISTRY: registry.host,
    TAG: "0123abc",
  });
  expect(code, output).toBe(0);
  const { manifests = [] } = await manifestOf(registry, "web", "0123abc");
  expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(expect.arrayContaining(["amd64", "arm64"]));
});

it("the command for scanners prints the SBOM of an image, of one platform or of several", async () => {
  const registry = await startRegistry();
  const one = /docker (buildx imagetools inspect) \S+ --format '(.*)'/.exec(
    documentedBlock("sh", "Scanners", "releases.md"),
  );
  const several = /`(\{\{ json \(index[^`]*)`/.exec(readFileSync(RELEASES, "utf8"))?.[1] ?? "";
  for (const [platforms, format] of Object.entries({
    "linux/amd64": one?.[2] ?? "",
    "linux/amd64,linux/arm64": several,
  })) {
    const image = `${registry.host}/web`;
    const options = [`--platform=${platforms}`, "--sbom=true", "--push", "-t", image];
    const pushed = await build({ files: { "web.ts": HELLO }, options });
    expect(pushed.code, pushed.output).toBe(0);
    const printed = await dockerOutput([...(one?.[1] ?? "").split(" "), image, "--format", format]);
    const { spdxVersion, packages } = JSON.parse(printed) as { spdxVersion: string; packages: { name: string }[] };
    expect(spdxVersion).toBe("SPDX-2.3");
    expect(packages.map(({ name }) => name)).toContain("hello");
  }
});

describe("builders elsewhere", () => {
  const { versions } = documentedEngines();
  const [amd64, arm64] = [versions[0], versions.at(-1)].map((version): Store => `buildkit@${version}`);
  const stores = [amd64, arm64].flatMap((store) => store ?? []);
  const [cluster = "", pair = ""] = documentedBlocks("sh", "Builders elsewhere");

  beforeAll(() => stores.forEach(startBuildkit), 3_600_000);
  afterAll(() => stores.forEach(stopBuildkit), 3_600_000);

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

  it("two BuildKits of different versions make one image, each for its own platform", async () => {
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

/** Of a cluster that is nowhere: nothing is asked of it before a build. */
const KUBECONFIG = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "c", cluster: { server: "http://127.0.0.1:9" } }],
  contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  users: [{ name: "u", user: {} }],
  "current-context": "c",
});
