import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Narinfo, parseNarinfo } from "../src/nix/narinfo.ts";
import { PACKAGES } from "./docker.ts";

/** A closure of the offline package set, in a binary cache that has nothing else. */
export interface ClosureCache {
  /** The store paths that were asked for. */
  readonly roots: readonly string[];
  readonly paths: readonly Narinfo[];
  readonly folder: string;
}

interface NameTable {
  readonly systems: Record<string, Record<string, Package>>;
}

interface Package {
  readonly defaultOutput: string;
  readonly outputs: Record<string, string>;
  readonly outputsToInstall?: readonly string[];
}

const nameTable = (): Record<string, Package> => {
  const table: NameTable = JSON.parse(readFileSync(join(PACKAGES, "nixpkgs/packages.json"), "utf8"));
  return table.systems["x86_64-linux"] ?? {};
};

/** Names of all packages of the offline set, but some. */
export const namesBut = (others: readonly string[]): string[] =>
  Object.keys(nameTable()).filter((name) => !others.includes(name));

/** Copies what packages need, by their names, from a cache of the offline set into a folder. */
export function closureCache(names: readonly string[], cache: string, folder: string): ClosureCache {
  const from = join(PACKAGES, cache);
  const table = nameTable();
  const roots = names.flatMap((name) => {
    const found = table[name];
    if (found === undefined) throw new Error(`the offline set has no ${name}`);
    const { outputsToInstall = [found.defaultOutput], outputs } = found;
    return outputsToInstall.flatMap((output) => outputs[output] ?? []);
  });
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(from, "nix-cache-info"), join(folder, "nix-cache-info"));
  const paths = new Map<string, Narinfo>();
  const left = [...roots];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (paths.has(path)) continue;
    const file = `${path.slice("/nix/store/".length).split("-")[0]}.narinfo`;
    const narinfo = parseNarinfo(readFileSync(join(from, file), "utf8"));
    paths.set(path, narinfo);
    copyFileSync(join(from, file), join(folder, file));
    mkdirSync(join(folder, dirname(narinfo.url)), { recursive: true });
    copyFileSync(join(from, narinfo.url), join(folder, narinfo.url));
    left.push(...narinfo.references.map((reference) => reference.path));
  }
  return { roots, paths: [...paths.values()], folder };
}
