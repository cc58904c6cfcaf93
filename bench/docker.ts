import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

export const ENGINE = resolve(import.meta.dirname, "../scripts/engine");
export const PACKAGES = join(process.env.DECL_HOME ?? join(homedir(), ".cache/decl"), "packages");

/** Runs docker of scripts/engine and returns its output. */
export function docker(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(ENGINE, ["docker", ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`docker ${args.join(" ")}:\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** Arguments with which a declaration is built from the offline package set. */
export function declArguments(cache = "cache-zstd"): string[] {
  return [
    `--build-context=nixpkgs=${PACKAGES}/nixpkgs`,
    `--build-context=nix-cache=${PACKAGES}/${cache}`,
    `--build-arg=DECL_TRUSTED_PUBLIC_KEYS=${readFileSync(join(PACKAGES, "public-key"), "utf8").trim()}`,
  ];
}

/** Seconds that `run` takes. */
export function seconds(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
