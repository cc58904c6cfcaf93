import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { DECLARATIONS, documentedBlock } from "./documented.ts";
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
  trustedKey,
} from "./engine.ts";
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
  await docker(["rmi", `${registry.host}/base:0123abc`, `${registry.host}/web:0123abc`]);
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
