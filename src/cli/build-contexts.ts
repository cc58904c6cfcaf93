import { readFile, stat } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import { insideFolder } from "./inside-folder.ts";
import { UsageError } from "./usage-error.ts";

/** The folders of a build that no engine makes. */
export interface BuildContexts {
  /** The folder of `--build-context NAME=DIR`, or undefined. Throws a UsageError where it is something else. */
  folder(name: string): string | undefined;
  /** Where a file of the build context is by its name there, or undefined where there is none, or the name or a link leads out of it. */
  file(name: string): Promise<string | undefined>;
}

/** Opens the main context, and `given` as they are on the command line. Throws a UsageError. */
export async function openContexts(main: string, given: readonly string[]): Promise<BuildContexts> {
  const named = new Map<string, string>();
  for (const text of given) {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`--build-context ${text} is not NAME=DIR`);
    named.set(name, value);
  }
  const isFolder = new Map<string, boolean>();
  for (const folder of [main, ...named.values()]) {
    isFolder.set(folder, (await stat(folder).catch(() => undefined))?.isDirectory() === true);
  }
  if (isFolder.get(main) !== true) throw new UsageError(`${main}: the build context is not a folder`);
  return {
    folder: (name) => {
      const folder = named.get(name);
      if (folder === undefined || isFolder.get(folder) === true) return folder;
      throw new UsageError(
        `--build-context ${name}=${folder}: there is no such folder, and decl lock --nix takes no other`,
      );
    },
    file: async (name) => {
      const inside = normalize(name);
      if (isAbsolute(inside) || inside.split("/")[0] === "..") return undefined;
      const real = await insideFolder(main, inside);
      return real === "outside" ? undefined : real;
    },
  };
}

/** A text file, or undefined where there is none. Throws a UsageError where it cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  }
}
