import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { byKind, type GeneratedFile } from "../value/generated-file.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Writes an init tree, all of it or nothing: it is made beside its place and then moved there. An older tree is replaced;
 * anything else that is there stays. `programs` is the folder of decl's own. Throws a UsageError where the folder cannot be
 * written.
 */
export async function writeInitFolder(
  folder: string,
  files: readonly GeneratedFile[],
  programs: string,
): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    const replaced = await isThere(folder, files);
    const fresh = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
    try {
      for (const file of files) await write(join(fresh, relative(folder, file.path)), file, programs);
      await move(fresh, folder, replaced);
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new UsageError(`-o ${folder}: ${error.message}`);
  }
}

/** Whether there is a folder that may be replaced. Throws a UsageError for one that may not. */
async function isThere(folder: string, files: readonly GeneratedFile[]): Promise<boolean> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    if (error.code === "ENOTDIR") throw new UsageError(`-o ${folder}: it is a file`);
    throw error;
  });
  if (names === undefined || names.length === 0) return names !== undefined;
  const own = new Set(files.map(({ path }) => relative(folder, path).split("/", 1)[0]));
  const foreign = names.find((name) => !own.has(name));
  if (foreign === undefined && names.includes("init") && names.includes("plan.json")) return true;
  const why = foreign === undefined ? "" : `: it has ${foreign}`;
  throw new UsageError(`-o ${folder}: this folder is not an init that decl has written, and stays as it is${why}`);
}

async function write(path: string, file: GeneratedFile, programs: string): Promise<void> {
  await byKind<Promise<unknown>>(file, {
    symlink: ({ target }) => symlink(target, path),
    directory: () => mkdir(path, { recursive: true }),
    file: ({ text }) => writeFile(path, text),
    program: ({ program }) => copyProgram(join(programs, program), path),
  });
  if (file.type === "symlink") return;
  // After making it, for the umask has no say.
  await chmod(path, file.mode);
}

async function copyProgram(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new UsageError(`there is no ${from}, the program that an init is: npm run build makes it`);
  });
}

async function move(fresh: string, folder: string, replaced: boolean): Promise<void> {
  if (!replaced) return rename(fresh, folder);
  const old = `${fresh}.old`;
  await rename(folder, old);
  try {
    await rename(fresh, folder);
  } catch (error) {
    await rename(old, folder);
    throw error;
  }
  await rm(old, { recursive: true });
}
