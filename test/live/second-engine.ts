import { type ChildProcess, type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import { declHome, dockerOutput, type Finished, FRONTEND, finished, temporaryFolder } from "./engine.ts";

const SCRIPTS = resolve(import.meta.dirname, "../../scripts");
const IN_ENGINE = ["env", "-i", "PATH=/usr/sbin:/usr/bin"];

/** Another Docker Engine. */
export interface Engine {
  docker(args: readonly string[]): Promise<Finished>;
  /** The same, as the process that it is. */
  start(args: readonly string[]): ChildProcessWithoutNullStreams;
  /** What a program is started with to be in the engine's network. */
  readonly inNetwork: readonly string[];
  /** All of its data is below it. */
  readonly folder: string;
  /** What runs in it, of all its containers too: the number here, and the command line. */
  processes(): { readonly pid: number; readonly command: string }[];
}

/**
 * A second private engine, with no image but the frontend and nothing in its build cache, until the test is over. It is in
 * a network of its own, where nothing can be reached, so that it has no part in the first one's bridge and packet filter.
 */
export async function startSecondEngine({ megabytes }: { readonly megabytes?: number } = {}): Promise<Engine> {
  const disk = temporaryFolder();
  if (megabytes !== undefined) {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "decl-test", disk]);
    // After what is said below, since the last is called first.
    onTestFinished(() => {
      execFileSync("umount", ["--lazy", disk]);
    });
  }
  const folder = join(disk, "engine");
  mkdirSync(folder);
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
  const start = (args: readonly string[]) => spawn(program, args, { env });
  const docker = (args: readonly string[]) => finished(start(args));
  const archive = join(folder, "frontend.tar");
  await dockerOutput(["save", "-o", archive, FRONTEND]);
  const loaded = await docker(["load", "-i", archive]);
  if (loaded.code !== 0) throw new Error(`the frontend could not be loaded:\n${loaded.output}`);
  return {
    docker,
    start,
    inNetwork: ["nsenter", ...process1, "--"],
    folder,
    processes: () => processesBelow(Number(process1[1])),
  };
}

/** All that a process has started, and what that has, by the parents that /proc names. */
function processesBelow(root: number): { pid: number; command: string }[] {
  const all = readdirSync("/proc").flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${Number(name)}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return [
        { pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ") },
      ];
    } catch {
      return []; // it has ended, or is no process
    }
  });
  const found = new Set([root]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
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
