import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { lockName } from "../context/lock-file.ts";
import { type Declaration, prepareDeclaration } from "../declaration/evaluate.ts";
import { loadDeclaration } from "../declaration/load.ts";
import { escapeShellArgs } from "../lib/texts.ts";
import type { LockFile } from "../packages/lock/lock-file.ts";
import { parseLock } from "../packages/lock/parse-lock.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { TargetPlatform } from "../value/platform.ts";
import type { EvaluationOptions } from "./arguments.ts";
import { insideFolder, LEADS_OUT } from "./inside-folder.ts";
import { UsageError } from "./usage-error.ts";

/** A declaration of this machine's file system, and the texts that it is made of. */
export interface DeclarationFile {
  /** Reads, parses and runs its top level. Throws a DeclError. */
  open(): Promise<Declaration>;
  /** The lock file beside it, where there is one. Throws a DeclError where that is none. */
  lock(): Promise<LockFile | undefined>;
  /** The text of a file that was read, by its path relative to the declaration's folder. */
  textOf(file: string): string | undefined;
  /** The same path as the user of the command line would write it. */
  shownPath(file: string): string;
}

/** Reads a build file, which imports are relative to. Throws a UsageError where it cannot be read. */
export async function readDeclarationFile(path: string): Promise<DeclarationFile> {
  const folder = dirname(path);
  const name = basename(path);
  const texts = new Map<string, string>();
  texts.set(name, await readOrRefuse(path));
  /** Links that lead out of the folder: in a build there would be nothing behind them. */
  const outside = new Set<string>();
  const readFiles = async (files: readonly string[]) => {
    const found = new Map<string, string>();
    for (const file of files) {
      const real = await insideFolder(folder, file);
      if (real === "outside") outside.add(file);
      if (real === undefined || real === "outside") continue;
      const text = await readFile(real, "utf8").catch(missing);
      if (text === undefined) continue;
      found.set(file, text);
      texts.set(file, text);
    }
    return found;
  };
  const hintOfLink = (file: string) => (outside.has(file) ? LEADS_OUT : undefined);
  return {
    lock: async () => {
      const beside = lockName(name);
      const text = (await readFiles([beside])).get(beside);
      return text === undefined
        ? undefined
        : parseLock(beside, text, `remove it and write it again: ${lockCommandLine(path)}`);
    },
    open: async () =>
      prepareDeclaration(await loadDeclaration(name, texts.get(name) ?? "", readFiles, { missingHint: hintOfLink })),
    textOf: (file) => texts.get(file),
    shownPath: (file) => join(folder, file),
  };
}

/** How a lock file is written, which needs an engine. */
export function lockCommandLine(path: string): string {
  return escapeShellArgs([
    "docker",
    "buildx",
    "build",
    "-f",
    path,
    "--target",
    "lock",
    "-o",
    dirname(path),
    dirname(path),
  ]);
}

async function readOrRefuse(path: string): Promise<string> {
  const real = await insideFolder(dirname(path), basename(path));
  if (real === "outside") throw new UsageError(`${path}: ${LEADS_OUT}`);
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : String(error);
    throw new UsageError(`${path}: ${why}`);
  }
}

const missing = (): undefined => undefined;

/** For what is the same on all platforms, or can be for one only. Throws a UsageError. */
export function onePlatform({ platforms }: EvaluationOptions): TargetPlatform {
  const [platform, other] = platforms;
  if (platform === undefined || other !== undefined) throw new UsageError("this is for one --platform");
  return platform;
}

/** The images to look at: the one that was chosen, or all that the file declares. */
export function wantedTargets(declaration: Declaration, { target }: EvaluationOptions): string[] {
  const targets = declaration.targets();
  if (target !== "" || targets === undefined) return [target];
  if (targets.length > 0) return targets.map(({ name }) => name);
  throw new DeclError({ code: "unknown-target", message: "this file declares no image" });
}
