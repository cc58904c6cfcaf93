/**
 * How long it takes to look names up in a package set, by how the set comes: `node bench/package-set.ts`. Beside it, Nix on this
 * machine from the same archive, unpacked by tar first, and on an unpacked tree. `DECL_NIXPKGS=DIR` names a folder with a
 * real nixpkgs; else it is the offline set, which is small. What decl needs of the Nix that looks names up is in the daemon's
 * cache before.
 */
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

/** An empty build context, and how many builds there were. */
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

async function measure(set: string): Promise<void> {
  const archives = ["gz", "xz"].map((compression) => {
    const path = join(folder, `set.tar.${compression}`);
    execFileSync("sh", [
      "-c",
      `tar c -C "$1" --transform "s,^\\.,set-1,S" . | ${compression === "gz" ? "gzip" : "xz -T0 -3"} >"$2"`,
      "sh",
      set,
      path,
    ]);
    return { compression, path };
  });
  const hash = createHash("sha256");
  for (const piece of dumpNar(set)) hash.update(piece);
  const narHash = `sha256-${hash.digest("base64")}`;
  const files = Number(execFileSync("sh", ["-c", `find "$1" -type f | wc -l`, "sh", set], { encoding: "utf8" }));
  const [rev] = makeRepository(folder, [set]);
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/set.git/")) return answerGit(folder, request, response);
    const path = join(folder, (request.url ?? "/").slice(1));
    response.writeHead(200, { etag: `"${narHash}"`, "content-length": statSync(path).size });
    response.end(request.method === "HEAD" ? undefined : readFileSync(path));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  console.log(`${files} files, ${NAMES.length} names; medians of ${ROUNDS}, in seconds`);
  console.log(
    "| | first build | with another name | plain Nix: unpack and look up | plain Nix: look up |\n|---|---|---|---|---|",
  );
  const lookUp = times(() => plainNix(set));
  for (const { compression, path } of archives) {
    const source = `{ url: ${JSON.stringify(`${url}/set.tar.${compression}`)}, narHash: ${JSON.stringify(narHash)} }`;
    const unpacked = times(() => {
      const target = mkdtempSync(join(folder, "plain-"));
      execFileSync("tar", ["xf", path, "-C", target]);
      plainNix(join(target, "set-1"));
      rmSync(target, { recursive: true });
    });
    row(`archive, .tar.${compression}`, await builds(source, []), unpacked, lookUp);
  }
  const packed = join(folder, "packed");
  mkdirSync(packed);
  cpSync(archives[0]?.path ?? "", join(packed, "nixpkgs.tar.gz"));
  row("folder with nixpkgs.tar.gz", await builds("null", [`--build-context=nixpkgs=${packed}`]), Number.NaN, lookUp);
  row("folder", await builds("null", [`--build-context=nixpkgs=${set}`]), Number.NaN, lookUp);
  const git = `{ git: "${url}/set.git", rev: "${rev}", ref: "v0" }`;
  row("git, with a ref", await builds(git, []), Number.NaN, lookUp);
  server.closeAllConnections();
  server.close();
}

function row(what: string, [first, again]: readonly [number, number], unpacked: number, lookUp: number): void {
  const beside = (time: number, plain: number) =>
    Number.isNaN(plain) ? time.toFixed(1) : `${time.toFixed(1)} (${(time / plain).toFixed(2)} ×)`;
  const plain = [unpacked, lookUp].map((time) => (Number.isNaN(time) ? "" : time.toFixed(1)));
  console.log(`| ${[what, beside(first, unpacked), beside(again, lookUp), ...plain].join(" | ")} |`);
}

/** A build with nothing of the set in the daemon, and one more with another name. */
async function builds(source: string, options: readonly string[]): Promise<[number, number]> {
  const first: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const type of ["exec.cachemount", "source.local", "source.git.checkout"])
      docker("builder", "prune", "-af", "--filter", `type=${type}`);
    first.push(await build(source, options));
    again.push(await build(source, options));
  }
  return [median(first), median(again)];
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

function times(run: () => void): number {
  return median(Array.from({ length: ROUNDS }, () => seconds(run)));
}
