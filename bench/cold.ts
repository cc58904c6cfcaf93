/**
 * What an image of many store paths costs from nothing, beside what somebody with Nix would use instead:
 * `node bench/cold.ts [--rounds=N] [PATHS,COMPRESSION,LATENCY …]`. PATHS is 50, 100 or 300, COMPRESSION zstd or xz, LATENCY `folder` for a
 * cache that is a folder of the client's, or the milliseconds that a cache over HTTP takes to answer.
 *
 * From nothing: the engine's build cache is emptied and the image is gone; the frontend's image and the one with Nix are there, and the
 * archives are in the page cache. It ends when the image is in the engine's store and unpacked. The ways take turns.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ClosureCache, closureCache, namesBut } from "./closure-cache.ts";
import { declArguments, docker, median, PACKAGES } from "./docker.ts";
import { decodeAndWrite, dockerImport, dockerLoad, NIX_IMAGE, nixInOneStep, type Task } from "./opponents.ts";
import { keepResults } from "./results.ts";

const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";
const IMAGE = "bench-cold";

const SMALL = ["python3", "nginx", "git", "bash", "coreutils"];
const LARGE = [...SMALL, "nodejs", "postgresql", "redis", "curl", "nix", "util-linux", "openssh", "php"];
/** What has the same files as something else of the set, or is a compiler. */
const OTHER_VERSIONS = [
  ...[
    "python313",
    "php84",
    "lua5_4",
    "nodejs_24",
    "postgresql_18",
    "bashInteractive",
    "busybox",
    "netcat-openbsd",
    "dnsutils",
  ],
  ...["libpq", "valkey", "gcc", "gcc-unwrapped", "binutils", "go"],
];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: "string" } } });
const ROUNDS = Number(values.rounds ?? 3);

interface Figures {
  readonly seconds: number;
  /** Of all processors, whoever used them. */
  readonly processor: number;
}

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  nixImage();
  for (const name of positionals.length > 0 ? positionals : ["100,zstd,folder"]) await measure(name);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name: string): Promise<void> {
  const [paths, compression = "zstd", latency = "folder"] = name.split(",");
  const names = paths === "50" ? SMALL : paths === "300" ? namesBut(OTHER_VERSIONS) : LARGE;
  const cache = closureCache(names, `cache-${compression}`, join(folder, name));
  const server = latency === "folder" ? undefined : await serve(cache.folder, latency);
  const task = { cache, url: server?.url, image: IMAGE };
  const ways: Record<string, (task: Task) => void | Promise<void>> = {
    decl: (task) => decl(task, names, ["-t", task.image]),
    "decl, compression=zstd": (task) => decl(task, names, [`--output=type=image,name=${task.image},compression=zstd`]),
    "decl, compression=uncompressed": (task) =>
      decl(task, names, [`--output=type=image,name=${task.image},compression=uncompressed`]),
    "decl, no image made of it": (task) => decl(task, names, ["--output=type=cacheonly"]),
    "Nix in one step": nixInOneStep,
    "nix copy, docker import": dockerImport,
    "nix copy, docker load of layers": dockerLoad,
    "decoding and writing alone": decodeAndWrite,
  };
  const figures = Object.fromEntries(Object.keys(ways).map((way): [string, Figures[]] => [way, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, run] of Object.entries(ways)) {
      const own = mkdtempSync(join(folder, "way-"));
      clean();
      const took = await figuresOf(() => run({ ...task, folder: own }));
      figures[way]?.push(took);
      rmSync(own, { recursive: true });
    }
  }
  clean();
  server?.stop();
  report(name, cache, figures);
}

function report(name: string, { paths }: ClosureCache, figures: Record<string, Figures[]>): void {
  const sum = (size: (path: (typeof paths)[number]) => number) =>
    (paths.reduce((all, path) => all + size(path), 0) / 1e6).toFixed(0);
  const sizes = `${paths.length} store paths, ${sum((path) => path.narSize)} MB, ${sum((path) => path.fileSize ?? 0)} MB of archives`;
  console.log(`${name}: ${sizes}; ${ROUNDS} builds of each in turn`);
  console.log("| | seconds: median | fastest | slowest | processor | beside decl |\n|---|---|---|---|---|---|");
  const decl = median(figures.decl?.map(({ seconds }) => seconds) ?? []);
  for (const [way, all] of Object.entries(figures)) {
    const seconds = all.map((one) => one.seconds);
    const processor = median(all.map((one) => one.processor));
    const cells = [median(seconds), Math.min(...seconds), Math.max(...seconds), processor].map((one) => one.toFixed(1));
    console.log(`| ${[way, ...cells, (median(seconds) / decl).toFixed(2)].join(" | ")} |`);
  }
  keepResults(`cold-${name.replaceAll(",", "-")}`, { paths: paths.length, rounds: ROUNDS, figures });
}

function decl({ cache, url, folder }: Task, names: readonly string[], output: readonly string[]): void {
  const key = readFileSync(join(PACKAGES, "public-key"), "utf8").trim();
  const caches = url === undefined ? "" : `nixpkgs: { binaryCaches: [{ url: "${url}", publicKeys: ["${key}"] }] },`;
  const packages = names.map(
    (name) =>
      `pkgs${name
        .split(".")
        .map((part) => `["${part}"]`)
        .join("")}`,
  );
  writeFileSync(
    join(folder, "image.ts"),
    `// syntax=${FRONTEND}
export default ({ pkgs }) => ({ ${caches} security: { pki: { installCACerts: false } }, environment: { systemPackages: [${packages.join(", ")}] } });
`,
  );
  const [set, , keys] = declArguments();
  const from = url === undefined ? [`--build-context=nix-cache=${cache.folder}`, keys ?? ""] : [];
  docker("buildx", "build", "-f", join(folder, "image.ts"), set ?? "", ...from, ...output, folder);
}

function nixImage(): void {
  const context = join(folder, "nix");
  mkdirSync(context);
  writeFileSync(
    join(context, "image.ts"),
    `// syntax=${FRONTEND}
export default ({ pkgs }) => ({ nixpkgs: { binaryCaches: [] }, environment: { systemPackages: [pkgs.bash, pkgs.coreutils] }, nix: { enable: true } });
`,
  );
  docker("buildx", "build", "-f", join(context, "image.ts"), ...declArguments(), "-t", NIX_IMAGE, context);
}

/** An image that stayed would spare the engine a part of the work. */
function clean(): void {
  if (docker("image", "ls", "--quiet", "--filter", `reference=${IMAGE}`).trim() !== "") docker("rmi", "--force", IMAGE);
  docker("buildx", "prune", "--all", "--force");
}

async function figuresOf(run: () => void | Promise<void>): Promise<Figures> {
  const busy = () =>
    cpus().reduce((all, { times: { idle, ...work } }) => all + Object.values(work).reduce((a, b) => a + b), 0) / 1000;
  const [start, before] = [performance.now(), busy()];
  await run();
  return { seconds: (performance.now() - start) / 1000, processor: busy() - before };
}

async function serve(folder: string, latency: string) {
  const program = join(import.meta.dirname, "serve-folder.ts");
  const child = spawn(process.execPath, [program, folder, latency], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(child.stdout.setEncoding("utf8"), "data");
  return { url: `http://127.0.0.1:${String(port).trim()}`, stop: () => child.kill() };
}
