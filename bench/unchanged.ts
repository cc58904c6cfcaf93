import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { rehearsalDaemon } from "../src/rehearsal/daemon.ts";
import { declArguments, docker, median, PACKAGES, seconds } from "./docker.ts";

/**
 * What a build costs that has nothing to do: `node bench/unchanged.ts`. First on this machine's engine, from the client's
 * start to its end, beside a Dockerfile's; they take turns, so that what else the machine does falls on all of them. Then the
 * frontend's process alone, which talks to a daemon that answers at once (src/rehearsal): its processor time, and how much
 * it asks. Both with the lock file and without.
 */
const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";
const SMALL = `// syntax=${FRONTEND}
export default ({ pkgs }) => ({ image: { cmd: ["hello"] }, environment: { systemPackages: [pkgs.hello] } });
`;
const ROUNDS = 10;
const NODE_FLAGS = ["--no-warnings", "--min-semi-space-size=64", "--max-semi-space-size=64"];

/** What the frontend's process says of itself at its end, in microseconds. */
const REPORT = 'process.on("exit",()=>{const{user,system}=process.cpuUsage();console.error(`cpu ${user+system}`)})';

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  for (const name of ["free", "locked"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "image.ts"), SMALL);
  }
  writeFileSync(join(folder, "free", "Dockerfile"), "FROM scratch\nCOPY image.ts /\n");
  const locked = join(folder, "locked");
  docker("buildx", "build", "-f", join(locked, "image.ts"), ...declArguments(), "--target=lock", "-o", locked, locked);
  onEngine();
  await alone();
} finally {
  rmSync(folder, { recursive: true });
}

function onEngine(): void {
  const cases = (["", "--provenance=false"] as const).flatMap((flag) =>
    (["Dockerfile", "decl", "decl with a lock file"] as const).map((what) => ({ what, flag })),
  );
  const times = cases.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { what, flag }] of cases.entries()) {
      const context = join(folder, what === "decl with a lock file" ? "locked" : "free");
      const file = what === "Dockerfile" ? [] : ["-f", join(context, "image.ts"), ...declArguments()];
      const args = [...file, ...(flag === "" ? [] : [flag]), "-t", `bench-unchanged-${index}`, context];
      const took = seconds(() => docker("buildx", "build", ...args));
      if (round > 0) times[index]?.push(took); // the first one makes what the others find
    }
  }
  console.log(`nothing to do, ${ROUNDS} builds of each in turn:`);
  console.log("| | median, s | fastest, s | beside the Dockerfile of the same round |\n|---|---|---|---|");
  for (const [index, { what, flag }] of cases.entries()) {
    const own = times[index] ?? [];
    const beside = own.map((time, round) => time / (times[index - (index % 3)]?.[round] ?? Number.NaN));
    const figures = [median(own), Math.min(...own), median(beside)].map((figure) => figure.toFixed(2));
    console.log(`| ${what}${flag === "" ? "" : `, ${flag}`} | ${figures.join(" | ")} |`);
  }
}

async function alone(): Promise<void> {
  const program = join(folder, "frontend");
  cpSync(join(import.meta.dirname, "../dist"), program, { recursive: true });
  await runFrontend(program, ["rehearse"]);
  for (const name of ["free", "locked"]) {
    const runs: Run[] = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await runFrontend(program, [], join(folder, name)));
    const milliseconds = runs.map((run) => run.milliseconds);
    const asked = Object.entries(Object.groupBy(runs[0]?.asked ?? [], (method) => method));
    console.log(
      `the frontend alone, ${name === "locked" ? "with" : "without"} a lock file: ` +
        `${median(milliseconds).toFixed(0)} ms of processor time; it asks ` +
        asked.map(([method, all]) => `${method} ${all?.length}`).join(", "),
    );
  }
}

interface Run {
  /** Of all its threads, in user and kernel. */
  readonly milliseconds: number;
  readonly asked: readonly string[];
}

/** The frontend as BuildKit starts it, for the build file of a folder. */
async function runFrontend(program: string, args: readonly string[], context?: string): Promise<Run> {
  const asked: string[] = [];
  const { stream, close } = rehearsalDaemon(filesOf(context), (method) => asked.push(method));
  const flags = [...NODE_FLAGS, `--import=data:text/javascript,${encodeURIComponent(REPORT)}`];
  const child = spawn(process.execPath, [...flags, join(program, "frontend.mjs"), ...args], { env: environment() });
  child.stdout.pipe(stream).pipe(child.stdin);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const errors = await text(child.stderr);
  if ((await ended) !== 0) throw new Error(errors);
  close();
  return { milliseconds: Number(/^cpu (\d+)$/m.exec(errors)?.[1]) / 1000, asked };
}

/** What the client's folders have: the build file's, the name table and the cache's descriptions. */
function filesOf(context: string | undefined): Readonly<Record<string, string>> {
  const folders = [
    ...(context === undefined ? [] : [context]),
    join(PACKAGES, "nixpkgs"),
    join(PACKAGES, "cache-zstd"),
  ];
  const read = (name: string): string | undefined => {
    for (const one of folders) {
      try {
        return readFileSync(join(one, name), "utf8");
      } catch {}
    }
    return undefined;
  };
  return new Proxy({}, { get: (_, name) => read(String(name)) });
}

function environment(): Record<string, string> {
  const options = {
    filename: "image.ts",
    "context:nixpkgs": "local:nixpkgs",
    "context:nix-cache": "local:nix-cache",
    "build-arg:DECL_TRUSTED_PUBLIC_KEYS": readFileSync(join(PACKAGES, "public-key"), "utf8").trim(),
  };
  const numbered = Object.entries(options).map(([key, value], i) => [`BUILDKIT_FRONTEND_OPT_${i}`, `${key}=${value}`]);
  return { TMPDIR: tmpdir(), ...Object.fromEntries(numbered) };
}
