import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { EvaluatedImage } from "../build/evaluate-images.ts";
import { closureInLock, explainClosure } from "../build/find-closure.ts";
import type { Closure } from "../nix/closure.ts";
import { FormatError } from "../nix/format-error.ts";
import { findMention } from "../options/mention.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { lockedPackages } from "../packages/lock/locked-packages.ts";
import { type NameTable, readNameTable, tablePackages } from "../packages/name-table.ts";
import { type Packages, resolvePackages } from "../plan/packages.ts";
import { type DeclarationFile, lockCommandLine } from "./declaration-file.ts";
import { UsageError } from "./usage-error.ts";

/** Where the names of packages are looked up without an engine. */
export type PackageSource =
  | { readonly from: "lock"; readonly lock: LockFile; readonly hint: string }
  | { readonly from: "table"; readonly table: NameTable; readonly option: string };

/** The name table of `--nixpkgs DIR`, else the lock file beside the declaration; undefined where there is neither. */
export async function readPackageSource(
  file: DeclarationFile,
  command: { readonly file: string; readonly nixpkgs?: string | undefined },
): Promise<PackageSource | undefined> {
  const { nixpkgs } = command;
  if (nixpkgs !== undefined) return readTable(nixpkgs);
  const lock = await file.lock();
  return lock === undefined
    ? undefined
    : { from: "lock", lock, hint: `write it again: ${lockCommandLine(command.file)}` };
}

async function readTable(folder: string): Promise<PackageSource> {
  const option = `--nixpkgs ${folder}`;
  const text = await readFile(join(folder, "packages.json"), "utf8").catch(() => {
    throw new UsageError(
      `${option}: it has no packages.json that could be read; only a build can evaluate nixpkgs itself`,
    );
  });
  return { from: "table", option, table: wellFormed(option, () => readNameTable(text)) };
}

/** The packages of an image. Throws a DeclError for names that there are not. */
export function packagesOf(source: PackageSource, image: EvaluatedImage): Packages {
  const { content, configuration, platform } = image;
  const { system } = platform;
  const set =
    source.from === "lock"
      ? lockedPackages(source.lock, system, source.hint)
      : wellFormed(`${source.option}/packages.json`, () => tablePackages(source.table, system));
  return resolvePackages(content, (name) => findMention(configuration, name), set);
}

/** Everything that packages need, which only a lock file knows. Throws a DeclError where it does not. */
export async function closureOf(source: PackageSource | undefined, packages: Packages): Promise<Closure | undefined> {
  if (source?.from !== "lock") return undefined;
  try {
    return await closureInLock(packages, source.lock);
  } catch (error) {
    throw explainClosure(error, packages);
  }
}

function wellFormed<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof FormatError) throw new UsageError(`${what}: ${error.message}`);
    throw error;
  }
}
