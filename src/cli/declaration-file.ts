import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Declaration, prepareDeclaration } from "../declaration/evaluate.ts";
import { loadDeclaration } from "../declaration/load.ts";
import { DeclError } from "../diagnostic.ts";
import type { EvaluationOptions } from "./command.ts";
import { UsageError } from "./command.ts";

/** A declaration of this machine's file system, and the texts that it is made of. */
export interface DeclarationFile {
  /** Reads, parses and runs its top level. Throws a DeclError. */
  open(): Promise<Declaration>;
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
  const readFiles = async (files: readonly string[]) => {
    const found = new Map<string, string>();
    for (const file of files) {
      const text = await readFile(join(folder, file), "utf8").catch(missing);
      if (text === undefined) continue;
      found.set(file, text);
      texts.set(file, text);
    }
    return found;
  };
  return {
    open: async () => prepareDeclaration(await loadDeclaration(name, texts.get(name) ?? "", readFiles)),
    textOf: (file) => texts.get(file),
    shownPath: (file) => join(folder, file),
  };
}

async function readOrRefuse(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : String(error);
    throw new UsageError(`${path}: ${why}`);
  }
}

const missing = (): undefined => undefined;

/** The images to look at: the one that was chosen, or all that the file declares. */
export function wantedTargets(declaration: Declaration, { target }: EvaluationOptions): string[] {
  const targets = declaration.targets();
  if (target !== "" || targets === undefined) return [target];
  if (targets.length > 0) return targets.map(({ name }) => name);
  throw new DeclError({ code: "unknown-target", message: "this file declares no image" });
}
