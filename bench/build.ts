import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LARGE } from "../test/live/large-image.ts";
import { declArguments, docker, seconds } from "./docker.ts";

/**
 * What a build of a large closure from nothing costs on this machine's engine, beside a Dockerfile that only adds the same
 * files from one archive. From nothing: the engine's build cache is emptied and the image is gone; the frontend's image is
 * there, and the archives are in a folder and in the page cache. Both include what the engine does at the end: compressing the
 * layers and, with the containerd store, unpacking them again.
 */

/** What the engine does with a finished file system, in its own words and seconds. */
const atTheEnd = (progress: string): string =>
  ["exporting layers", "unpacking to"]
    .map((what) => `${what.split(" ")[0]} ${new RegExp(`${what}.* ([\\d.]+)s done`).exec(progress)?.[1] ?? "0"} s`)
    .join(", ");

/** An image that stayed would spare the engine a part of the work. */
function remove(image: string): void {
  if (docker("image", "ls", "--quiet", "--filter", `reference=${image}`).trim() !== "") docker("rmi", "--force", image);
}

/** How many steps a build's progress lists. */
const steps = (progress: string): number => new Set(progress.match(/^#\d+ /gm)).size;

const folder = mkdtempSync(join(tmpdir(), "decl-bench-"));
try {
  writeFileSync(join(folder, "large.ts"), LARGE);
  const build = (file: string, ...args: string[]) =>
    docker("buildx", "build", "--progress=plain", "-f", join(folder, file), ...args, folder);
  const decl = (file: string, ...args: string[]) => build(file, ...declArguments(), ...args);

  for (const image of ["bench-large", "bench-added"]) remove(image);
  docker("buildx", "prune", "--all", "--force");
  let output = "";
  const cold = seconds(() => {
    output = decl("large.ts", "-t", "bench-large");
  });
  const layers = new Set(output.match(/^#\d+ \[nix\] .* \([\d.]+ [kMG]?B\)$/gm)).size;
  console.log(
    `large closure from nothing: ${layers} layers of store paths in ${cold.toFixed(1)} s, ${steps(output)} steps`,
  );
  console.log(`  of which at the end: ${atTheEnd(output)}`);
  const again = seconds(() => decl("large.ts", "-t", "bench-large"));
  console.log(`  the same again, nothing to do: ${again.toFixed(2)} s`);

  const container = docker("create", "bench-large", "x").trim();
  docker("export", "-o", join(folder, "tree.tar"), container);
  docker("rm", container);
  writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nADD tree.tar /\n");
  const added = seconds(() => {
    output = build("Dockerfile", "-t", "bench-added");
  });
  console.log(
    `  a Dockerfile that adds the same files from one archive: ${added.toFixed(1)} s; ratio ${(cold / added).toFixed(2)}`,
  );
  console.log(`  of which at the end: ${atTheEnd(output)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
