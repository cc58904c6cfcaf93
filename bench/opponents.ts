import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { withNix } from "../test/live/real-nix.ts";
import type { ClosureCache } from "./closure-cache.ts";
import { docker, ENGINE, PACKAGES } from "./docker.ts";

/** What somebody would use who has Nix and wants the same store paths in an image. Each makes one with nothing but them. */
export interface Task {
  readonly cache: ClosureCache;
  /** Where the cache is, if it is not only a folder. */
  readonly url: string | undefined;
  /** An empty folder for what is made on the way. */
  readonly folder: string;
  readonly image: string;
}

/** The image with Nix that steps of builds run in. */
export const NIX_IMAGE = "bench-nix";

const key = () => readFileSync(join(PACKAGES, "public-key"), "utf8").trim();
const shell = (script: string, ...args: string[]) =>
  execFileSync("bash", ["-euo", "pipefail", "-c", script, "bash", ...args], { stdio: ["ignore", "ignore", "inherit"] });

const nixCopy = (from: string, to: string, roots: readonly string[]) =>
  `nix --extra-experimental-features nix-command --option trusted-public-keys '${key()}' copy --from '${from}' --to 'local?root=${to}' ${roots.join(" ")}`;

/** One step of a build that runs Nix with a store in a cache mount, and copies the closure out of it. */
export function nixInOneStep({ cache, url, folder, image }: Task): void {
  const script = `${nixCopy(url ?? "file:///cache", "/kept", cache.roots)}; mkdir -p /out/nix/store; cp -a /kept/nix/store/[0-9a-z]* /out/nix/store/`;
  const mounts = [
    "--mount=type=cache,target=/kept",
    ...(url === undefined ? ["--mount=from=cache,target=/cache,rw"] : []),
  ];
  const run = `RUN ${mounts.join(" ")} ${JSON.stringify(["/bin/bash", "-euc", script])}`;
  writeFileSync(
    join(folder, "Dockerfile"),
    `FROM ${NIX_IMAGE} AS fetched\n${run}\nFROM scratch\nCOPY --from=fetched /out /\n`,
  );
  const context = url === undefined ? [`--build-context=cache=${cache.folder}`] : ["--network=host"];
  docker("buildx", "build", ...context, "-t", image, folder);
}

/** Copies the closure with Nix on the machine, and imports one archive of it. */
export function dockerImport(task: Task): void {
  copyWithNix(task);
  shell(
    `tar --sort=name --numeric-owner -C "$1" -c nix/store | "$2" docker import - "$3"`,
    join(task.folder, "out"),
    ENGINE,
    task.image,
  );
}

/** Copies the closure with Nix on the machine, and loads an archive with a layer for each path, as nixpkgs's dockerTools make it. */
export async function dockerLoad(task: Task): Promise<void> {
  copyWithNix(task);
  const layers = join(task.folder, "layers");
  mkdirSync(layers);
  const files: string[] = [];
  const diffs: string[] = [];
  for (const paths of layersOf(task.cache)) {
    const file = `${files.length}.tar`;
    shell(
      `out=$1 file=$2; shift 2; tar --sort=name --numeric-owner --mtime=@1 -C "$out" -cf "$file" "$@"`,
      join(task.folder, "out"),
      join(layers, file),
      ...paths.map((path) => path.slice(1)),
    );
    const hash = createHash("sha256");
    await pipeline(createReadStream(join(layers, file)), hash);
    files.push(file);
    diffs.push(`sha256:${hash.digest("hex")}`);
  }
  const rootfs = { type: "layers", diff_ids: diffs };
  writeFileSync(
    join(layers, "config.json"),
    JSON.stringify({ architecture: "amd64", os: "linux", config: {}, rootfs }),
  );
  const manifest = [{ Config: "config.json", RepoTags: [`${task.image}:latest`], Layers: files }];
  writeFileSync(join(layers, "manifest.json"), JSON.stringify(manifest));
  shell(`tar -C "$1" -c . | "$2" docker load`, layers, ENGINE);
}

/** Decoding and writing alone, by the programs made for it, two archives at a time: what none of them can do without. */
export function decodeAndWrite({ cache, folder }: Task): void {
  const lines = cache.paths.map(({ storePath, url }) => `/mnt/cache/${url} /mnt/out/${storePath.base}\n`);
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "list"), lines.join(""));
  bindCache(cache, folder);
  const decode = cache.paths.some(({ compression }) => compression === "xz") ? "xz" : "zstd";
  withNix(folder, `xargs -a /mnt/list -P2 -n2 sh -ec '${decode} -dc "$0" | nix-store --restore "$1"'`);
}

function copyWithNix({ cache, url, folder }: Task): void {
  mkdirSync(join(folder, "out"));
  if (url === undefined) bindCache(cache, folder);
  withNix(folder, nixCopy(url ?? "file:///mnt/cache", "/mnt/out", cache.roots));
}

/** The cache's files, where Debian's root sees them; links cost nothing. */
function bindCache(cache: ClosureCache, folder: string): void {
  shell(`cp -al "$1" "$2"`, cache.folder, join(folder, "cache"));
}

/** A layer for each of the 99 paths that most others refer to, and one for the rest. */
function layersOf({ paths }: ClosureCache): string[][] {
  const referrers = new Map<string, number>();
  for (const path of paths) {
    for (const { path: other } of path.references) referrers.set(other, (referrers.get(other) ?? 0) + 1);
  }
  const popular = paths
    .map(({ storePath }) => storePath.path)
    .sort((a, b) => (referrers.get(b) ?? 0) - (referrers.get(a) ?? 0));
  const rest = popular.slice(99);
  return [...popular.slice(0, 99).map((path) => [path]), ...(rest.length === 0 ? [] : [rest])];
}
