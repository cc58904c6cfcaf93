import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundle } from "../scripts/lib/bundle.ts";
import type { planServices as PlanServices } from "../src/services/plan-services.ts";
import type { ServicePlan } from "../src/services/service-plan.ts";
import { byKind, type GeneratedFile } from "../src/value/generated-file.ts";
import { initFor } from "../src/value/own-program.ts";
import { parsePlatform } from "../src/value/platform.ts";
import { declArguments, docker, ENGINE, median, seconds } from "./docker.ts";
import { writeOverlayLayout } from "./layouts/s6-overlay.ts";

/**
 * What supervision costs: 1, 10 and 200 services that only sleep, under decl's init with and without prefixes and with its state
 * folder in memory, under what of s6-overlay's layout Debian's packages can run (see layouts/s6-overlay.ts: less than the real one
 * does), under dinit where the variable DINIT names a static one, and as background processes of one shell that knows nothing of
 * readiness, order, restarts or exit codes: the floor.
 *
 * Ready: from the start of process 1 until the container's command runs. Stop: the whole of `docker stop`, which for a
 * container with nothing to stop is the line "nothing". Memory: the proportional share (Pss) of all processes but the services.
 * Files and kB: what the image has for its services beside packages. decl's init needs s6 alone.
 * Medians of ROUNDS runs, the ways taken in turn; below the table the same in relation to decl's init without prefixes.
 *
 *     npm run bench services
 */
const DECLARATION = `// syntax=decl/frontend
export default ({ pkgs }) => ({
  image: { env: { PATH: "/bin" } },
  environment: { systemPackages: [pkgs.s6, pkgs.execline, pkgs.bash, pkgs.coreutils, pkgs.findutils, pkgs.gnugrep, pkgs.gnused] },
});
`;
const BASE = "bench-services-base";
const { DINIT } = process.env;
const ROUNDS = 5;

/** What the init adds to a small image. */
const GROWTH = {
  "hello alone": "{ environment: { systemPackages: [pkgs.hello] } }",
  "hello as a service": "{ systemd: { services: { a: { serviceConfig: { ExecStart: `${pkgs.hello}/bin/hello` } } } } }",
  "hello called by a service's script": "{ systemd: { services: { a: { script: `${pkgs.hello}/bin/hello` } } } }",
};
/** Milliseconds since process 1 started, in steps of 10. */
const READY = `read -r up _ </proc/uptime; read -r stat </proc/1/stat; fields=(\${stat##*) }); echo $(( 10#\${up/./} * 10 - \${fields[19]} * 10 ))`;

const COMMAND = `${READY}; exec sleep 1000`;

/** How many processes are not \`sleep\` nor this script, and their memory in kB. */
const BESIDE = `n=0 sum=0
for p in /proc/[0-9]*; do
  [[ $p = /proc/$$ ]] && continue
  read -r name <$p/comm; [[ $name = sleep ]] && continue
  while read -r what kb _; do [[ $what = Pss: ]] && sum=$((sum + kb)); done <$p/smaps_rollup
  n=$((n + 1))
done 2>/dev/null
echo $n $sum`;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
const ratios: string[] = [];
let images = 0;

try {
  const program = join(folder, "plan-services.mjs");
  await build({ ...bundle, entryPoints: ["src/services/plan-services.ts"], outfile: program });
  // The bundle's one export is the function of that name.
  const { planServices } = (await import(pathToFileURL(program).href)) as { planServices: typeof PlanServices };

  writeFileSync(join(folder, "base.ts"), DECLARATION);
  docker(
    "buildx",
    "build",
    "--provenance=false",
    "-f",
    join(folder, "base.ts"),
    ...declArguments(),
    "-t",
    BASE,
    folder,
  );
  const programs = ["s6-svscan", "bash", "cp", "find", "grep", "sed"];
  const found = docker("run", "--rm", BASE, "bash", "-c", programs.map((name) => `readlink -f /bin/${name}`).join(";"));
  const [s6 = "", bash = "", coreutils = "", findutils = "", gnugrep = "", gnused = ""] = found
    .trim()
    .split("\n")
    .map((path) => path.split("/").slice(0, 4).join("/"));
  const planOf = (count: number, logPrefix: boolean): ServicePlan =>
    planServices({
      services: Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`s${i}`, { serviceConfig: { ExecStart: "/bin/sleep infinity" } }]),
      ),
      targets: {},
      timers: {},
      s6Services: {},
      accounts: { users: new Map(), groups: new Map() },
      locate: () => undefined,
      tools: { s6, bash, coreutils, findutils, gnugrep, gnused },
      program: initFor(parsePlatform(process.arch === "arm64" ? "linux/arm64" : "linux/amd64")),
      logPrefix,
    });

  console.log("| services | how | ready (ms) | stop (s) | processes beside | memory beside (MB) | files | kB |");
  console.log("|---|---|---|---|---|---|---|---|");
  for (const count of [0, 1, 10, 200]) {
    const ways: Way[] =
      count === 0
        ? [declWay("nothing", planOf(0, false))]
        : [
            declWay("decl", planOf(count, false)),
            declWay("decl, with prefixes", planOf(count, true)),
            { ...declWay("decl, --tmpfs /run", planOf(count, false)), options: ["--tmpfs", "/run"] },
            overlayWay(count),
            ...(DINIT === undefined ? [] : [dinitWay(count, DINIT)]),
            shellWay(count),
          ];
    const rounds = Array.from({ length: ROUNDS }, () => ways.map(measure));
    const results = ways.map((way, index) => ({ way, ...medians(rounds.flatMap((round) => round[index] ?? [])) }));
    for (const { way, ready, stop, processes, memory } of results) {
      const cells = [
        count,
        way.how,
        ready,
        stop.toFixed(2),
        processes,
        memory.toFixed(1),
        way.files,
        (way.bytes / 1000).toFixed(0),
      ];
      console.log(`| ${cells.join(" | ")} |`);
    }
    const [own, ...others] = results;
    if (own !== undefined)
      for (const other of others) ratios.push(`| ${count} | ${other.way.how} | ${ratioCells(other, own)} |`);
  }
  console.log(
    "\n| services | how, to decl | ready | stop | processes beside | memory beside |\n|---|---|---|---|---|---|",
  );
  for (const line of ratios) console.log(line);

  const sizes = Object.entries(GROWTH).map(([what, options]): [string, number] => [what, builtSize(options)]);
  console.log("\n| an image of | MB | more |\n|---|---|---|");
  for (const [what, bytes] of sizes)
    console.log(`| ${what} | ${(bytes / 1e6).toFixed(1)} | ${((bytes - (sizes[0]?.[1] ?? 0)) / 1e6).toFixed(1)} |`);
} finally {
  rmSync(folder, { recursive: true });
}

/** A way to start the same services. */
interface Way {
  readonly how: string;
  readonly image: string;
  /** What comes before the container's command; undefined where the image has the command in it. */
  readonly before: readonly string[] | undefined;
  /** Options of `docker run`. */
  readonly options?: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

interface Figures {
  /** Milliseconds. */
  readonly ready: number;
  /** Seconds. */
  readonly stop: number;
  readonly processes: number;
  /** Megabytes. */
  readonly memory: number;
}

/** The bytes of all files in an image of these options. */
function builtSize(options: string): number {
  const file = join(folder, "size.ts");
  const tar = join(folder, "size.tar");
  writeFileSync(file, `// syntax=decl/frontend\nexport default ({ pkgs }) => (${options});\n`);
  docker("buildx", "build", "-f", file, ...declArguments(), "-o", `type=tar,dest=${tar}`, folder);
  return statSync(tar).size;
}

function declWay(how: string, plan: ServicePlan): Way {
  const bytes = plan.files.reduce((sum, file) => sum + sizeOf(file), 0);
  const write = (root: string) => writeTree(root, plan);
  return { how, image: image(write, plan.entrypoint), before: [], files: plan.files.length, bytes };
}

function sizeOf(file: GeneratedFile): number {
  return byKind(file, {
    file: ({ text }) => Buffer.byteLength(text),
    program: ({ program }) => statSync(join("dist", program)).size,
    symlink: () => 0,
    directory: () => 0,
  });
}

function overlayWay(count: number): Way {
  let size = { files: 0, bytes: 0 };
  const write = (root: string) => {
    size = writeOverlayLayout(root, count);
  };
  return { how: "s6-overlay's layout, in part", image: image(write, ["/init"]), before: [], ...size };
}

function shellWay(count: number): Way {
  const start = "/bin/sleep infinity & ".repeat(count);
  const script = `${start} trap 'kill $(jobs -p); exit' TERM; "$@" & wait`;
  return { how: "one shell", image: BASE, before: ["bash", "-c", script, "sh"], files: 0, bytes: script.length };
}

/** A process of type "process" for each service, and one more that depends on all and is the command. */
function dinitWay(count: number, program: string): Way {
  const names = Array.from({ length: count }, (_, i) => `s${i}`);
  const depends = names.map((name) => `depends-on = ${name}\n`).join("");
  const files = new Map([
    ...names.map((name): [string, string] => [name, "type = process\ncommand = /bin/sleep infinity\n"]),
    ["ready", `type = process\ncommand = /bin/bash /ready\noptions = starts-on-console\n${depends}`],
  ]);
  const write = (root: string) => {
    mkdirSync(join(root, "etc/dinit.d"), { recursive: true });
    for (const [name, text] of files) writeFileSync(join(root, "etc/dinit.d", name), text);
    writeFileSync(join(root, "ready"), COMMAND);
    copyFileSync(program, join(root, "dinit"));
    chmodSync(join(root, "dinit"), 0o755);
  };
  const texts = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  return {
    how: "dinit",
    image: image(write, ["/dinit", "--container", "--quiet", "-d", "/etc/dinit.d", "ready"]),
    before: undefined,
    files: files.size + 1,
    bytes: texts + statSync(program).size,
  };
}

function measure({ image: name, before, options = [] }: Way): Figures {
  const command = before === undefined ? [] : [...before, "bash", "-c", COMMAND];
  const id = docker("run", "-d", ...options, name, ...command).trim();
  const ready = readyTime(id);
  const [processes, kilobytes] = docker("exec", id, "bash", "-c", BESIDE).trim().split(" ").map(Number);
  const stop = seconds(() => docker("stop", id));
  docker("rm", "-f", id);
  return { ready, stop, processes: processes ?? 0, memory: (kilobytes ?? 0) / 1000 };
}

/** What the command says when it runs: a number, or nothing works and the container says why. One client waits for it, and does not compete. */
function readyTime(id: string): number {
  const follow = 'exec 3< <(exec "$1" docker logs -f "$2" 2>/dev/null); read -r line <&3; kill $!; echo "$line"';
  const line = execFileSync("bash", ["-c", follow, "sh", ENGINE, id], { encoding: "utf8", timeout: 60_000 }).trim();
  if (/^\d+$/.test(line)) return Number(line);
  throw new Error(line === "" ? "nothing was ready" : line);
}

function medians(figures: readonly Figures[]): Figures {
  const of = (pick: (one: Figures) => number) => median(figures.map(pick));
  return {
    ready: of(({ ready }) => ready),
    stop: of(({ stop }) => stop),
    processes: of(({ processes }) => processes),
    memory: of(({ memory }) => memory),
  };
}

function ratioCells(other: Figures, own: Figures): string {
  const keys = ["ready", "stop", "processes", "memory"] as const;
  return keys.map((key) => (other[key] / own[key]).toFixed(2)).join(" | ");
}

/** An image of the base and what `write` puts into its root. */
function image(write: (root: string) => void, entrypoint: readonly string[]): string {
  const context = mkdtempSync(join(folder, "image-"));
  write(join(context, "tree"));
  writeFileSync(join(context, "Dockerfile"), `FROM ${BASE}\nCOPY tree /\nENTRYPOINT ${JSON.stringify(entrypoint)}\n`);
  const name = `bench-services-${++images}`;
  docker("buildx", "build", "--provenance=false", "-t", name, context);
  return name;
}

function writeTree(root: string, plan: ServicePlan): void {
  for (const file of plan.files) {
    const path = join(root, file.path);
    mkdirSync(dirname(path), { recursive: true });
    byKind<void>(file, {
      directory: () => mkdirSync(path, { recursive: true }),
      symlink: ({ target }) => symlinkSync(target, path),
      file: ({ text }) => writeFileSync(path, text),
      program: ({ program }) => copyFileSync(join("dist", program), path),
    });
    if (file.type !== "symlink") chmodSync(path, file.mode);
  }
}
