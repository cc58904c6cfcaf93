import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { moby, pb } from "@moby/buildkit-proto";
import { rehearsalDaemon } from "../src/rehearsal/daemon.ts";
import { madeClosure, TestKey, writeCache } from "../test/live/make-cache.ts";
import { median, PACKAGES } from "./docker.ts";

/**
 * What the frontend's process costs by itself: `node bench/frontend.ts [ROUNDS]`. It talks to a daemon that answers at once
 * (src/rehearsal), so there is no engine in it: processor time of all its threads, its largest memory, and how much it asks.
 * A small image without and with a lock file, then closures of 300 and 1,000 paths that it walks through in a cache.
 */
const ROUNDS = Number(process.argv[2] ?? 10);
const [, ...NODE_FLAGS] = entryPoint();

/** What the process says of itself at its end: microseconds, and its largest memory in kB. */
const REPORT =
  'process.on("exit",()=>{const{user,system}=process.cpuUsage();console.error(`spent ${user+system} ${process.resourceUsage().maxRSS}`)})';

interface Case {
  readonly name: string;
  /** What the client's folders have, in the order they are looked through. */
  readonly folders: readonly string[];
  readonly key: string;
}

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  const program = join(folder, "frontend");
  cpSync(join(import.meta.dirname, "../dist"), program, { recursive: true });
  await run(program, ["rehearse"]);
  const small = await smallImages(program);
  const cases = [...small, closureOf(300), closureOf(1000)];
  // They take turns, so that what else the machine does falls on all of them.
  const runs = cases.map((): Run[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, one] of cases.entries()) runs[index]?.push(await run(program, [], one));
  }
  console.log("| | processor, ms: median | least | memory, MB: median | it asks |\n|---|---|---|---|---|");
  for (const [index, { name }] of cases.entries()) {
    const milliseconds = runs[index]?.map((one) => one.milliseconds) ?? [];
    const memory = median(runs[index]?.map((one) => one.kilobytes / 1000) ?? []);
    const asked = Object.entries(Object.groupBy(runs[index]?.[0]?.asked ?? [], (method) => method))
      .map(([method, all]) => `${method} ${all?.length}`)
      .join(", ");
    const cells = [median(milliseconds), Math.min(...milliseconds), memory].map((figure) => figure.toFixed(0));
    console.log(`| ${[name, ...cells, asked].join(" | ")} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** What the image starts, without the program's name: Node with its flags. */
function entryPoint(): readonly string[] {
  const dockerfile = readFileSync(join(import.meta.dirname, "../frontend.Dockerfile"), "utf8");
  return JSON.parse(/^ENTRYPOINT (\[[^\]]*\])/m.exec(dockerfile)?.[1]?.replaceAll("\\\n", "") ?? "[]").slice(0, -1);
}

async function smallImages(program: string): Promise<Case[]> {
  const key = readFileSync(join(PACKAGES, "public-key"), "utf8").trim();
  const packages = [join(PACKAGES, "nixpkgs"), join(PACKAGES, "cache-zstd")];
  for (const name of ["free", "locked"]) {
    mkdirSync(join(folder, name));
    const declaration = `({ image: { cmd: ["hello"] }, environment: { systemPackages: [pkgs.hello] } })`;
    writeFileSync(
      join(folder, name, "image.ts"),
      `// syntax=decl/frontend\nexport default ({ pkgs }) => ${declaration};\n`,
    );
  }
  const free = { name: "small, no lock file", folders: [join(folder, "free"), ...packages], key };
  const { lock } = await run(program, [], free, { target: "lock" });
  if (lock === undefined) throw new Error("no lock file was made");
  writeFileSync(join(folder, "locked", "image.lock.json"), lock);
  return [free, { name: "small, locked", folders: [join(folder, "locked"), ...packages], key }];
}

/** One package with a closure of its own, of so many paths. */
function closureOf(count: number): Case {
  const key = new TestKey("bench-1");
  const own = join(folder, `${count}`);
  mkdirSync(own);
  const paths = madeClosure(count, key);
  writeCache(own, paths);
  const declaration = `{ environment: { systemPackages: [storePath("${paths[0]?.storePath}")] } }`;
  writeFileSync(
    join(own, "image.ts"),
    `// syntax=decl/frontend\nimport { storePath } from "decl";\nexport default ${declaration};\n`,
  );
  return { name: `${count} paths`, folders: [own, join(PACKAGES, "nixpkgs")], key: key.text };
}

interface Run {
  /** Processor time of all its threads, in user and kernel. */
  readonly milliseconds: number;
  /** The largest resident memory. */
  readonly kilobytes: number;
  readonly asked: readonly string[];
  /** The lock file that it wrote. */
  readonly lock?: string | undefined;
}

/** The frontend as BuildKit starts it. */
async function run(
  program: string,
  args: readonly string[],
  one?: Case,
  options: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const asked: string[] = [];
  let lock: string | undefined;
  const { stream, close } = rehearsalDaemon(filesOf(one?.folders ?? []), (method, message) => {
    asked.push(method);
    if (method === "Solve") lock ??= lockIn(message);
  });
  const flags = [...NODE_FLAGS, `--import=data:text/javascript,${encodeURIComponent(REPORT)}`];
  const env = { TMPDIR: tmpdir(), ...environment(one?.key ?? "", options) };
  const child = spawn(process.execPath, [...flags, join(program, "frontend.mjs"), ...args], { env });
  child.stdout.pipe(stream).pipe(child.stdin);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const errors = await text(child.stderr);
  if ((await ended) !== 0) throw new Error(errors);
  close();
  const [, microseconds, kilobytes] = /^spent (\d+) (\d+)$/m.exec(errors) ?? [];
  return { milliseconds: Number(microseconds) / 1000, kilobytes: Number(kilobytes), asked, lock };
}

/** What a graph writes as image.lock.json. */
function lockIn(request: Uint8Array): string | undefined {
  const graph = moby.buildkit.v1.frontend.SolveRequest.decode(request).Definition?.def ?? [];
  const files = graph.flatMap((op) => pb.Op.decode(op).file?.actions ?? []);
  const written = files.find(({ mkfile }) => mkfile?.path === "/image.lock.json")?.mkfile?.data;
  return written == null ? undefined : Buffer.from(written).toString();
}

/** The first of the folders that has it. */
function filesOf(folders: readonly string[]): Readonly<Record<string, string>> {
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

function environment(key: string, options: Readonly<Record<string, string>>): Record<string, string> {
  const all = {
    filename: "image.ts",
    "context:nixpkgs": "local:nixpkgs",
    "context:nix-cache": "local:nix-cache",
    "build-arg:DECL_TRUSTED_PUBLIC_KEYS": key,
    ...options,
  };
  const numbered = Object.entries(all).map(([name, value], i) => [`BUILDKIT_FRONTEND_OPT_${i}`, `${name}=${value}`]);
  return Object.fromEntries(numbered);
}
