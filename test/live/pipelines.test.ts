import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join, resolve } from "node:path";
import { createServer } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
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
  temporaryFolder,
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

/** The engine behind TLS with certificates on both sides, as `docker:dind` has it. */
async function startTlsEngine(): Promise<NodeJS.ProcessEnv> {
  const { DOCKER_HOST = "unix:///var/run/docker.sock", DOCKER_CONFIG } = engineVariables();
  const folder = temporaryFolder();
  const openssl = debianPackageProgram("openssl", "/usr/bin/openssl");
  const request = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost";
  const names = ["-addext", "subjectAltName=DNS:localhost", "-config", "/dev/null"];
  execFileSync(openssl, [...request.split(" "), ...names], { cwd: folder, stdio: "ignore" });
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => readFileSync(join(folder, name)));
  writeFileSync(join(folder, "ca.pem"), cert ?? "");
  const server = createServer({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: true }, (client) => {
    const engine = connect(DOCKER_HOST.replace("unix://", ""));
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      from.on("error", () => to.destroy());
      from.pipe(to);
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  // A client of its own: it keeps contexts and builders.
  const config = temporaryFolder();
  if (DOCKER_CONFIG !== undefined) symlinkSync(join(DOCKER_CONFIG, "cli-plugins"), join(config, "cli-plugins"));
  return {
    ...process.env,
    ...(DOCKER_CONFIG === undefined ? {} : { PATH: [DOCKER_CONFIG, process.env.PATH].join(delimiter) }),
    ...{ DOCKER_CONFIG: config, DOCKER_HOST: `tcp://localhost:${port}` },
    ...{ DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder },
  };
}

it("A pipeline for GitLab: its builder is made for a daemon that wants certificates", async () => {
  const env = await startTlsEngine();
  const text = documentedBlock("yaml", "A pipeline for GitLab");
  const lines = [...text.matchAll(/^ +- docker (context create .*|buildx create .*)$/gm)].map(([, line = ""]) => line);
  expect(lines.length).toBe(2);
  for (const line of lines) {
    const args = line.replace(/ #.*/, "").split(" ");
    const { code, output } = await finished(spawn("docker", args, { env, stdio: ["pipe", "pipe", "pipe"] }));
    expect([code, output.includes("ERROR")], output).toEqual([0, false]);
  }
  const { output } = await finished(spawn("docker", ["buildx", "ls"], { env, stdio: ["pipe", "pipe", "pipe"] }));
  expect(output).toMatch(/^\w+\* +docker-container/m);
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
