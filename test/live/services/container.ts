import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, vi } from "vitest";
import { planServices } from "../../../src/services/plan-services.ts";
import type { ServiceInput, ServicePlan } from "../../../src/services/service-plan.ts";
import type { Accounts, ServiceOptions, Tools } from "../../../src/services/unit.ts";
import { byKind, type GeneratedFile } from "../../../src/value/generated-file.ts";
import { initFor } from "../../../src/value/own-program.ts";
import { parsePlatform } from "../../../src/value/platform.ts";
import { docker, dockerOutput, ENGINE, type Finished, FRONTEND, offlineContexts, trustedKey } from "../engine.ts";

/** Images are named after the frontend that is tested, so that two working copies do not run each other's. */
const PREFIX =
  FRONTEND === "decl/frontend" ? "live-services" : `live-services-${FRONTEND.replaceAll(/[^a-z0-9]+/g, "-")}`;
const BASE = `${PREFIX}-base`;

/** What services find in the image beside the init: the tools, and programs that the tests look with. */
const DECLARATION = `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs }) => ({
  image: { name: "services-base", env: { PATH: "/bin", FROM_IMAGE: "yes" } },
  environment: {
    systemPackages: [
      pkgs.s6, pkgs.bash, pkgs.coreutils, pkgs.findutils, pkgs.gnugrep, pkgs.gnused, pkgs["util-linux"], pkgs.procps,
      pkgs.socat,
    ],
  },
}));
`;

const ACCOUNTS: Accounts = {
  users: new Map([
    ["root", { uid: 0, gid: 0, home: "/root", shell: "/bin/sh", extraGroups: [] }],
    ["web", { uid: 990, gid: 991, home: "/var/lib/web", shell: "/bin/bash", extraGroups: [500] }],
    ["nobody", { uid: 65534, gid: 65534, home: "/var/empty", shell: "/bin/false", extraGroups: [] }],
  ]),
  groups: new Map([
    ["root", 0],
    ["web", 991],
    ["data", 500],
    ["logs", 501],
    ["nogroup", 65534],
  ]),
};

/** A service that is ready once it can be told to end, which it says with its name; then it runs `last`. */
export const endsBy = (last: string, name: string) =>
  ({
    script: `trap '${last}; exit' TERM; echo ${name}; : >/run/${name}.up; sleep infinity & wait`,
    postStart: `until [ -e /run/${name}.up ]; do sleep 0.02; done`,
  }) satisfies ServiceOptions;

/** Builds the image that all cases start from, through the frontend, and finds the tools in it. */
export async function prepareBase(): Promise<Tools> {
  const context = mkdtempSync(join(tmpdir(), "decl-services-"));
  writeFileSync(join(context, "image.ts"), DECLARATION.replaceAll("decl/frontend", FRONTEND));
  const contexts = Object.entries(offlineContexts()).flatMap(([name, value]) => [
    "--build-context",
    `${name}=${value}`,
  ]);
  const options = ["--provenance=false", "--build-arg", `DECL_TRUSTED_PUBLIC_KEYS=${trustedKey()}`, "-t", BASE];
  const built = await docker(["buildx", "build", "-f", join(context, "image.ts"), ...contexts, ...options, context]);
  rmSync(context, { recursive: true });
  if (built.code !== 0) throw new Error(built.output);
  const programs = ["s6-svscan", "bash", "cp", "find", "grep", "sed"];
  const command = `for program in ${programs.join(" ")}; do readlink -f /bin/$program; done`;
  const paths = (await dockerOutput(["run", "--rm", BASE, "bash", "-c", command])).trim().split("\n");
  const store = paths.map((path) => path.split("/").slice(0, 4).join("/"));
  const [s6 = "", bash = "", coreutils = "", findutils = "", gnugrep = "", gnused] = store;
  if (gnused === undefined) throw new Error(`the base image lacks programs:\n${paths.join("\n")}`);
  return { s6, bash, coreutils, findutils, gnugrep, gnused };
}

export type Case = Partial<Omit<ServiceInput, "tools" | "program">>;

/** The plan of a case: by default no prefixes, no places, and the accounts above. */
function planCase(tools: Tools, input: Case): ServicePlan {
  return planServices({
    services: {},
    targets: {},
    timers: {},
    s6Services: {},
    accounts: ACCOUNTS,
    locate: () => undefined,
    logPrefix: false,
    ...input,
    tools,
    program: initFor(parsePlatform(process.arch === "arm64" ? "linux/arm64" : "linux/amd64")),
  });
}

let serial = 0;
const images: string[] = [];

afterAll(async () => {
  if (images.length > 0) await docker(["rmi", "-f", ...images]);
});

/** An image of the base and a plan's files. */
async function caseImage(plan: ServicePlan, more: { readonly cmd?: readonly string[] } = {}): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), "decl-services-"));
  try {
    writeTree(join(context, "tree"), plan.files);
    const cmd = more.cmd === undefined ? "" : `CMD ${JSON.stringify(more.cmd)}\n`;
    const text = `FROM ${BASE}\nCOPY tree /\nENTRYPOINT ${JSON.stringify(plan.entrypoint)}\n${cmd}`;
    writeFileSync(join(context, "Dockerfile"), text);
    // Another file may run at once, in another process: what Vitest calls a worker may have the same number there.
    const name = `${PREFIX}-${process.pid}-${++serial}`;
    const built = await docker(["buildx", "build", "--provenance=false", "-t", name, context]);
    if (built.code !== 0) throw new Error(built.output);
    images.push(name);
    return name;
  } finally {
    rmSync(context, { recursive: true });
  }
}

function writeTree(root: string, files: readonly GeneratedFile[]): void {
  for (const file of files) {
    const path = root + file.path;
    mkdirSync(dirname(path), { recursive: true });
    byKind<void>(file, {
      directory: () => mkdirSync(path, { recursive: true }),
      symlink: ({ target }) => symlinkSync(target, path),
      file: ({ text }) => writeFileSync(path, text),
      program: ({ program }) => copyFileSync(join("dist", program), path),
    });
    // After making it, for the umask has no say.
    if (file.type !== "symlink") chmodSync(path, file.mode);
  }
}

/** Runs a case to its end: the exit code and what it wrote. */
export async function run(
  tools: Tools,
  input: Case,
  options: { readonly docker?: readonly string[]; readonly args?: readonly string[]; readonly input?: string } = {},
): Promise<Finished> {
  const image = await caseImage(planCase(tools, input));
  return docker(["run", "--rm", ...(options.docker ?? []), image, ...(options.args ?? [])], {
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

/**
 * `docker run -it` as a person uses it: `script` is the terminal. Each step waits until the terminal shows a text after what the
 * step before has waited for, and then types. Returns what was shown, and "ended with CODE".
 */
export async function terminal(
  tools: Tools,
  input: Case,
  args: readonly string[],
  steps: readonly (readonly [shown: string, type: string])[],
): Promise<string> {
  const image = await caseImage(planCase(tools, input));
  const command = [ENGINE, "docker", "run", "--rm", "-it", image, ...args].join(" ");
  const child = spawn("script", ["-qfec", command, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  let seen = 0;
  let step = 0;
  child.stdout.on("data", (chunk) => {
    output += chunk;
    for (let next = steps[step]; next !== undefined && output.includes(next[0], seen); next = steps[++step]) {
      seen = output.indexOf(next[0], seen) + next[0].length;
      child.stdin.write(next[1]);
    }
  });
  const code = await new Promise((done) => child.on("close", done));
  return `${output}ended with ${code}\n`;
}

/**
 * Waits until an assertion holds: what a container writes is in Docker's log a little later, and in no order between two services or
 * outputs. (`expect.poll` does not know its test where several run at once.)
 */
export const eventually = (check: () => Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 50 });

/** A container that runs, for `await using`: it is removed where the block ends. */
export class Container {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker(["rm", "-f", this.id]);
  }

  /** What it wrote until now. */
  async logs(): Promise<string> {
    return (await docker(["logs", this.id])).output;
  }

  /** Waits until it has written a line that matches. */
  async wrote(pattern: RegExp, seconds = 20): Promise<string> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
      const logs = await this.logs();
      if (pattern.test(logs)) return logs;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`no ${pattern} in ${seconds} s:\n${await this.logs()}`);
  }

  /** Runs bash in it; what it writes into standard error stands where it was written. */
  exec(script: string): Promise<Finished> {
    return docker(["exec", this.id, "/bin/bash", "-c", `exec 2>&1\n${script}`]);
  }

  /** Waits until everything that starts with the container has been started. */
  async ready(): Promise<void> {
    const { code } = await this.exec(
      "for i in {1..600}; do [[ ! -e /run/decl/ready ]] || exit 0; sleep 0.05; done; exit 1",
    );
    if (code !== 0) throw new Error(`not ready:\n${await this.logs()}`);
  }

  /** Waits for its end and returns its exit code. */
  async ended(): Promise<number> {
    return Number(await dockerOutput(["wait", this.id]));
  }

  /** `docker stop`; returns the exit code, which is 137 if Docker had to kill it. */
  async stop(...options: string[]): Promise<{ code: number }> {
    await dockerOutput(["stop", ...options, this.id]);
    return { code: Number(await dockerOutput(["inspect", "-f", "{{.State.ExitCode}}", this.id])) };
  }
}

/** Starts a case; it goes on beside the test. */
export async function start(
  tools: Tools,
  input: Case,
  options: { readonly docker?: readonly string[]; readonly args?: readonly string[] } = {},
): Promise<Container> {
  const image = await caseImage(planCase(tools, input));
  const output = await dockerOutput(["run", "-d", ...(options.docker ?? []), image, ...(options.args ?? [])]);
  return new Container(output.trim().split("\n").at(-1) ?? "");
}
