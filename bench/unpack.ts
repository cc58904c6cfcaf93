/**
 * How fast archives are unpacked, beside `nix-store --restore` and tar with the same decompressor: `node bench/unpack.ts [ROUNDS]`.
 * One archive of 100 MB, of pieces of Node's own binary as a package has them (a few large files and thousands of small ones), and
 * the archives of a closure of the offline package set. Only ours checks the hash. They take turns.
 */
import { execFileSync, execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dumpNar } from "../src/nix/nar/dump.ts";
import { sha256Of } from "../src/nix/nar-hash.ts";
import { withNix } from "../test/live/real-nix.ts";
import { runUnpack, type UnpackTask } from "../test/unpack/program.ts";
import { closureCache } from "./closure-cache.ts";
import { median, seconds } from "./docker.ts";
import { keepResults } from "./results.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const SMALL_FILES = 5000;
const SMALL_SIZE = 10_000;
const LARGE_FILES = 4;
const LARGE_SIZE = 12_500_000;

const COMPRESSIONS = [
  { name: "none", compress: "cat", decompress: "cat" },
  { name: "zstd", compress: "zstd -q -10 -T0 -c", decompress: "zstd -dcq" },
  { name: "xz", compress: "xz -6 -T1 -c", decompress: "xz -dcq" },
] as const;
const CLOSURE = ["python3", "nginx", "git", "bash", "coreutils"];

// In memory where that is possible: the disk of a build machine says little about a program.
const dir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "decl-bench-"));
const out = join(dir, "out");
const results: Record<string, Record<string, number[]>> = {};
try {
  makeTree(join(dir, "tree"));
  const nar = Buffer.concat([...dumpNar(join(dir, "tree"))]);
  writeFileSync(join(dir, "nar"), nar);
  execFileSync("tar", ["-C", dir, "-cf", join(dir, "tar"), "tree"]);
  const narHash = sha256Of(createHash("sha256").update(nar).digest());
  console.log(`${(nar.length / 1e6).toFixed(0)} MB, ${SMALL_FILES + LARGE_FILES} files; seconds, medians of ${ROUNDS}`);
  console.log("| | decl | nix-store --restore | tar |\n|---|---|---|---|");
  for (const { name, compress, decompress } of COMPRESSIONS) {
    for (const kind of ["nar", "tar"]) execSync(`${compress} < ${join(dir, kind)} > ${join(dir, `${kind}.${name}`)}`);
    const storePath = `/nix/store/${"0".repeat(32)}-tree`;
    const paths = [
      { storePath, nar: join(dir, `nar.${name}`), compression: name, narHash, narSize: nar.length, output: out },
    ];
    measure(`one archive, ${name}`, {
      decl: () => seconds(() => unpack(paths)),
      nix: () => withNixSeconds(`${decompress} < /mnt/nar.${name} | nix-store --restore /mnt/out`),
      tar: () =>
        seconds(() => {
          mkdirSync(out);
          execSync(`${decompress} < ${join(dir, `tar.${name}`)} | tar -C ${out} -xf -`);
        }),
    });
  }
  for (const { name, decompress } of COMPRESSIONS.slice(1)) {
    const { folder, paths } = closureCache(CLOSURE, `cache-${name}`, join(dir, name));
    const tasks = paths.map(
      ({ storePath, url, compression, narHash, narSize }): UnpackTask => ({
        ...{ storePath: storePath.path, nar: join(folder, url), compression, narHash, narSize, output: out },
      }),
    );
    const each = tasks.map((task) => {
      const { nar: file, compression } = task;
      const decoder = compression === name ? decompress : "cat";
      return `${decoder} < '${file.replace(dir, "/mnt")}' | nix-store --restore '/mnt/out/${task.storePath.split("/").at(-1)}'`;
    });
    measure(`${tasks.length} archives in one step, ${name}`, {
      decl: () => seconds(() => unpack(tasks)),
      nix: () => withNixSeconds(`mkdir /mnt/out; ${each.join("; ")}`),
    });
  }
  keepResults("unpack", { rounds: ROUNDS, seconds: results });
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function measure(what: string, ways: Readonly<Record<string, () => number>>): void {
  const figures = Object.fromEntries(Object.keys(ways).map((way): [string, number[]] => [way, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [way, run] of Object.entries(ways)) {
      figures[way]?.push(run());
      rmSync(out, { recursive: true, force: true });
    }
  }
  results[what] = figures;
  const cells = ["decl", "nix", "tar"].map((way) =>
    figures[way] === undefined ? "" : median(figures[way]).toFixed(2),
  );
  console.log(`| ${[what, ...cells].join(" | ")} |`);
}

function unpack(paths: readonly UnpackTask[]): void {
  const { code, stderr } = runUnpack({ paths });
  if (code !== 0) throw new Error(stderr);
}

/** Seconds of a script in Debian's root, without those of going there. */
function withNixSeconds(script: string): number {
  const said = withNix(dir, `start=$(date +%s%N)\n${script}\nend=$(date +%s%N)\necho $(((end - start) / 1000))`);
  return Number(said) / 1e6;
}

function makeTree(path: string): void {
  const bytes = readFileSync(process.execPath);
  const piece = (start: number, size: number) => bytes.subarray(start % (bytes.length - size)).subarray(0, size);
  for (let i = 0; i < SMALL_FILES; i++) {
    const folder = join(path, "share", String(i % 100));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${i}`), piece(i * 7919, SMALL_SIZE));
  }
  mkdirSync(join(path, "lib"));
  for (let i = 0; i < LARGE_FILES; i++) {
    writeFileSync(join(path, "lib", `lib-${i}.so`), piece(i * LARGE_SIZE * 2, LARGE_SIZE));
  }
}
