import type { Declaration } from "../declaration/evaluate.ts";
import { DeclError, type Diagnostic } from "../text/diagnostic.ts";
import { type DeclarationFile, readDeclarationFile } from "./declaration-file.ts";
import { printWithExcerpt } from "./excerpt.ts";

/** What the program says and how it ends: 0 for all is well, 1 for a wrong declaration, 2 for a wrong command line. */
export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Does something with a declaration. What is wrong with it is the outcome. */
export async function onDeclaration(
  path: string,
  asJson: boolean,
  run: (declaration: Declaration, file: DeclarationFile) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  const file = await readDeclarationFile(path);
  try {
    return await run(await file.open(), file);
  } catch (error) {
    if (!(error instanceof DeclError)) throw error;
    if (asJson) return { code: 1, stdout: json({ diagnostics: error.diagnostics }), stderr: "" };
    return { code: 1, stdout: "", stderr: printed(error.diagnostics, file) };
  }
}

export const answer = (stdout: string, stderr = ""): Outcome => ({ code: 0, stdout, stderr });

export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The only one by itself. */
export const oneOrAll = <T>(all: readonly T[]): T | readonly T[] | undefined => (all.length === 1 ? all[0] : all);

export const printed = (diagnostics: readonly Diagnostic[], file: DeclarationFile): string =>
  diagnostics.map((diagnostic) => printWithExcerpt(diagnostic, file)).join("\n");
