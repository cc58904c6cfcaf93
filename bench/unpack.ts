/**
 * How fast the helper unpacks, beside tar with the same decompressor on the same files: `node bench/unpack.ts`.
 * 100 MB of pieces of Node's own binary, as a package has them: a few large files and thousands of small ones.
 */
import { execFileSync, execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dumpNar } from "../src/nix/nar/dump.ts";
import { sha256Of } from "../src/nix/nar-hash.ts";
import { runUnpack, type UnpackTask } from "../test/unpack/program.ts";

const RUNS = 3;
const SMALL_FILES = 5000;
const SMALL_SIZE = 10_000;
const LARGE_FILES = 4;
const LARGE_SIZE = 12_500_000;

const COMPRESSIONS = [
  { name: "none", command: "cat" },
  { name: "zstd", command: "zstd -q -10 -T0 -c" },
  { name: "xz", command: "xz -6 -T1 -c" },
] as const;

const DECOMPRESS = { none: "cat", zstd: "zstd -dcq", xz: "xz -dcq" };

// In memory where that is possible: the disk of a build machine says little about the helper.
const dir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "decl-bench-"));
try {
  makeTree(join(dir, "tree"));
  const nar = Buffer.concat([...dumpNar(join(dir, "tree"))]);
  writeFileSync(join(dir, "nar"), nar);
  execFileSync("tar", ["-C", dir, "-cf", join(dir, "tar"), "tree"]);
  const hash = createHash("sha256").update(nar).digest();

  console.log(
    `${(nar.length / 1e6).toFixed(0)} MB, ${SMALL_FILES + LARGE_FILES} files, MB/s of archive, best of ${RUNS}`,
  );
  console.log("         helper     tar   ratio   helper, 4 paths at once");
  for (const { name, command } of COMPRESSIONS) {
    for (const kind of ["nar", "tar"]) execSync(`${command} < ${join(dir, kind)} > ${join(dir, `${kind}.${name}`)}`);
    const tasks = (count: number) =>
      Array.from(
        { length: count },
        (_, i): UnpackTask => ({
          storePath: `/nix/store/${"0".repeat(32)}-tree-${i}`,
          nar: join(dir, `nar.${name}`),
          compression: name,
          narHash: sha256Of(hash),
          narSize: nar.length,
          output: join(dir, "out"),
        }),
      );
    const one = await speed(nar.length, () => unpack(tasks(1)));
    const tar = await speed(nar.length, () => untar(join(dir, `tar.${name}`), DECOMPRESS[name]));
    const four = await speed(4 * nar.length, () => unpack(tasks(4)));
    const cells = [one.toFixed(0), tar.toFixed(0), (one / tar).toFixed(2), four.toFixed(0)];
    console.log(`${name.padEnd(8)} ${cells.map((cell) => cell.padStart(6)).join("  ")}`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

function unpack(paths: readonly UnpackTask[]): void {
  const { code, stderr } = runUnpack({ paths });
  if (code !== 0) throw new Error(stderr);
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

function untar(file: string, decompressor: string): void {
  mkdirSync(join(dir, "out"));
  execSync(`${decompressor} < ${file} | tar -C ${join(dir, "out")} -xf -`);
}

async function speed(bytes: number, run: () => void | Promise<void>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
    rmSync(join(dir, "out"), { recursive: true, force: true });
  }
  return bytes / 1000 / best;
}
