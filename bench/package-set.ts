/**
 * How long it takes to look names up in a package set, by how the set comes: `node bench/package-set.ts`. Beside it, Nix on this
 * machine from the same archive, unpacked by tar first, and on an unpacked tree. `DECL_NIXPKGS=DIR` names a folder with a real
 * nixpkgs; else it is the offline set, which is small. Downloads are not measured: the archive, and what decl needs of the Nix
 * that looks names up, are in the daemon's cache before.
 */
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { answerGit, makeRepository } from "../test/live/git-repository.ts";
import { installNixInstantiate } from "../test/live/real-nix.ts";
import "../scripts/lib/text-imports.ts";
import { docker, ENGINE, median, PACKAGES, seconds } from "./docker.ts";

const { dumpNar } = await import("../src/nix/nar/dump.ts");

const ROUNDS = 3;
const real = process.env.DECL_NIXPKGS;
const NAMES =
  real === undefined
    ? ["hello", "nginx", "jq", "python3", "openssl.dev"]
    : ["hello", "nginx", "postgresql", "redis", "s6", "python3Packages.requests", "openssl.dev", "nix"];
const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";

/** An empty build context, and how many builds and archives there were. */
const context = mkdtempSync(join(tmpdir(), "decl-bench-context-"));
let count = 0;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  const set = join(folder, "set");
  cpSync(real ?? join(PACKAGES, "nixpkgs"), set, { recursive: true, dereference: real === undefined });
  rmSync(join(set, "packages.json"), { force: true });
  await measure(set);
} finally {
  for (const made of [folder, context]) rmSync(made, { recursive: true });
}

interface Archive {
  readonly path: string;
  readonly narHash: string;
}

/** An archive of the set that no build and no program has seen: one file in it is another. */
function newArchive(set: string, compression: "gz" | "xz"): Archive {
  const number = count++;
  writeFileSync(join(set, "bench"), `${Date.now()} ${number}`);
  const path = join(folder, `set-${number}.tar.${compression}`);
  const compress = compression === "gz" ? "gzip" : "xz -T0 -3";
  execFileSync("sh", ["-c", `tar c -C "$1" --transform "s,^\\.,set,S" . | ${compress} >"$2"`, "sh", set, path]);
  const hash = createHash("sha256");
  for (const piece of dumpNar(set)) hash.update(piece);
  return { path, narHash: `sha256-${hash.digest("base64")}` };
}

/**
 * Nothing that was unpacked is deleted before the end: ext4 looks long for room for new files where many were deleted in the
 * minutes before.
 */
async function measure(set: string): Promise<void> {
  const files = Number(execFileSync("sh", ["-c", `find "$1" -type f | wc -l`, "sh", set], { encoding: "utf8" }));
  const [rev] = makeRepository(folder, [set]);
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/set.git/")) return answerGit(folder, request, response);
    const path = join(folder, (request.url ?? "/").slice(1));
    response.writeHead(200, { etag: `"${basename(path)}"`, "content-length": statSync(path).size });
    if (request.method === "HEAD") response.end();
    else createReadStream(path).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  console.log(`${files} files, ${NAMES.length} names; medians of ${ROUNDS}, in seconds`);
  console.log(
    "| | first build | with another name | plain Nix: unpack and look up | plain Nix: look up |\n|---|---|---|---|---|",
  );
  const rounds = Array.from({ length: ROUNDS });
  const lookUp = median(rounds.map(() => seconds(() => plainNix(set))));
  for (const compression of ["gz", "xz"] as const) {
    const unpacked: number[] = [];
    const builds: Builds = [];
    for (const _ of rounds) {
      const { path, narHash } = newArchive(set, compression);
      const source = JSON.stringify({ url: `${url}/${basename(path)}`, narHash });
      const target = mkdtempSync(join(folder, "plain-"));
      unpacked.push(
        seconds(() => {
          execFileSync("tar", ["xf", path, "-C", target]);
          plainNix(join(target, "set"));
        }),
      );
      await download(source);
      builds.push([await build(source, []), await build(source, [])]);
    }
    row(`archive, .tar.${compression}`, builds, median(unpacked), lookUp);
  }
  const packed: Builds = [];
  for (const _ of rounds) {
    const only = mkdtempSync(join(folder, "packed-"));
    renameSync(newArchive(set, "gz").path, join(only, "nixpkgs.tar.gz"));
    const options = [`--build-context=nixpkgs=${only}`];
    packed.push([await build("null", options), await build("null", options)]);
  }
  row("folder with nixpkgs.tar.gz", packed, Number.NaN, lookUp);
  for (const [what, source, options] of [
    ["folder", "null", [`--build-context=nixpkgs=${set}`]],
    ["git, with a ref", JSON.stringify({ git: `${url}/set.git`, rev, ref: "v0" }), []],
  ] as const) {
    const builds: Builds = [];
    for (const _ of rounds) {
      for (const type of ["source.local", "source.git.checkout"])
        docker("builder", "prune", "-af", "--filter", `type=${type}`);
      builds.push([await build(source, options), await build(source, options)]);
    }
    row(what, builds, Number.NaN, lookUp);
  }
  server.closeAllConnections();
  server.close();
}

/** Seconds of builds with nothing of the set in the daemon, each with those of one more with another name. */
type Builds = (readonly [number, number])[];

function row(what: string, builds: Builds, unpacked: number, lookUp: number): void {
  const [first, again] = [median(builds.map(([one]) => one)), median(builds.map(([, other]) => other))];
  const beside = (time: number, plain: number) =>
    Number.isNaN(plain) ? time.toFixed(1) : `${time.toFixed(1)} (${(time / plain).toFixed(2)} ×)`;
  const plain = [unpacked, lookUp].map((time) => (Number.isNaN(time) ? "" : time.toFixed(1)));
  console.log(`| ${[what, beside(first, unpacked), beside(again, lookUp), ...plain].join(" | ")} |`);
}

/** An archive is fetched before it is found that no cache has this Nix. */
async function download(source: string): Promise<void> {
  await build(source, [`--build-arg=DECL_NIX=/nix/store/${"0".repeat(32)}-none`]).catch(() => undefined);
}

/** Seconds to look the names up, and one that nobody has asked for yet. */
async function build(source: string, options: readonly string[]): Promise<number> {
  const file = join(folder, "image.ts");
  const names = NAMES.map((name) => `pkgs.${name}`);
  writeFileSync(
    file,
    `// syntax=${FRONTEND}
import { nix } from "decl";
export default ({ pkgs }) => ({
  nixpkgs: { source: ${source}, binaryCaches: [] },
  environment: { systemPackages: [${names.join(", ")}, nix\`(pkgs.hello // { bench = ${Date.now() + count++}; })\`] },
});
`,
  );
  const args = [
    ...["docker", "buildx", "build", "--call=check", "-f", file, `--build-context=nix-cache=${PACKAGES}/cache-zstd`],
    `--build-arg=DECL_TRUSTED_PUBLIC_KEYS=${readFileSync(join(PACKAGES, "public-key"), "utf8").trim()}`,
    `--build-arg=DECL_NIX=${nixOfSet()}`,
    ...options,
    context,
  ];
  // This process serves the archives meanwhile.
  const began = performance.now();
  await promisify(execFile)(ENGINE, args, { maxBuffer: 1 << 28 });
  return (performance.now() - began) / 1000;
}

function nixOfSet(): string {
  const table = JSON.parse(readFileSync(join(PACKAGES, "nixpkgs/packages.json"), "utf8"));
  return table.systems["x86_64-linux"].nix.outputs.out;
}

/** The same with this machine's processor and no build around it. */
function plainNix(set: string): void {
  const nix = join(folder, "bin");
  mkdirSync(nix, { recursive: true });
  installNixInstantiate(nix);
  const request = join(folder, "request.json");
  const path = (name: string) => ({ path: name.split(".") });
  const systems = { "x86_64-linux": Object.fromEntries(NAMES.map((name) => [name, path(name)])) };
  writeFileSync(request, JSON.stringify({ packageSet: set, config: {}, overlays: [], systems }));
  const args = ["--eval", "--strict", "--json", "--readonly-mode", "--store", "dummy://"];
  execFileSync(
    join(nix, "nix-instantiate"),
    [...args, "src/steps/evaluate/evaluate.nix", "--argstr", "request", request],
    {
      env: {
        HOME: folder,
        NIX_CONFIG: "substituters =\nbuild-users-group =\n",
        NIX_STATE_DIR: join(folder, "nix-state"),
      },
      stdio: ["ignore", "ignore", "ignore"],
      maxBuffer: 1 << 28,
    },
  );
}
