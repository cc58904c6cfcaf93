import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { declHome, dockerOutput, type Finished, FRONTEND, finished, temporaryFolder } from "./engine.ts";

const SCRIPTS = resolve(import.meta.dirname, "../../scripts");
const IN_ENGINE = ["env", "-i", "PATH=/usr/sbin:/usr/bin"];

/** Another Docker Engine. */
export interface Engine {
  docker(args: readonly string[]): Promise<Finished>;
  /** What a program is started with to be in the engine's network. */
  readonly inNetwork: readonly string[];
}

/**
 * A second private engine, with no image but the frontend and nothing in its build cache, until the test is over. It is in
 * a network of its own, where nothing can be reached, so that it has no part in the first one's bridge and packet filter.
 */
export async function startSecondEngine(): Promise<Engine> {
  const folder = temporaryFolder();
  for (const name of ["run", "log"]) mkdirSync(join(folder, name));
  const root = execFileSync(join(SCRIPTS, "debian-root"), { encoding: "utf8" }).trim();
  const isolated = ["--mount", "--propagation", "slave", "--pid", "--net", "--fork", "--kill-child"];
  const init = [join(SCRIPTS, "lib/engine/init"), root, folder, folder];
  const launcher = spawn("unshare", [...isolated, ...init], { stdio: "ignore" });
  onTestFinished(async () => {
    launcher.kill("SIGKILL");
    if (launcher.exitCode === null && launcher.signalCode === null) await closed(launcher);
    // Its processes end with it, but not at the same moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
  });
  const process1 = ["--target", await firstProcess(folder, launcher), "--net"];
  const inside = [...process1, "--mount", "--pid", "--", ...IN_ENGINE];
  execFileSync("nsenter", [...process1, "--", "ip", "link", "set", "lo", "up"]);
  execFileSync("nsenter", [...inside, "sh", "-c", "until s6-svok /run/service/docker-containerd; do sleep 0.02; done"]);
  execFileSync("nsenter", [...inside, "s6-svc", "-u", "-wU", "-T", "60000", "/run/service/docker-containerd"]);

  // The client of the private engine, or the machine's own where that engine was never needed.
  const client = join(declHome(), "engine/client");
  const isOurs = existsSync(join(client, "docker"));
  const host = `unix://${join(folder, "run/docker-containerd.sock")}`;
  const env = { ...process.env, DOCKER_HOST: host, ...(isOurs ? { DOCKER_CONFIG: client } : {}) };
  const program = isOurs ? join(client, "docker") : "docker";
  const docker = (args: readonly string[]) => finished(spawn(program, args, { env }));
  const archive = join(folder, "frontend.tar");
  await dockerOutput(["save", "-o", archive, FRONTEND]);
  const loaded = await docker(["load", "-i", archive]);
  if (loaded.code !== 0) throw new Error(`the frontend could not be loaded:\n${loaded.output}`);
  return { docker, inNetwork: ["nsenter", ...process1, "--"] };
}

/** The number of the engine's first process, which it writes down itself. */
async function firstProcess(folder: string, launcher: ChildProcess): Promise<string> {
  const file = join(folder, "init.pid");
  while (!existsSync(file) || readFileSync(file, "utf8") === "") {
    if (launcher.exitCode !== null) throw new Error(`the second engine ended with ${launcher.exitCode}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  return readFileSync(file, "utf8").trim();
}

const closed = (child: ChildProcess) => new Promise((done) => child.once("close", done));
