import { parseExpressionAt } from "acorn";
import { DeclError, type Place } from "../text/diagnostic.ts";
import { TimeOver } from "../text/ended-after.ts";
import { parseJson } from "../text/json.ts";
import { SourceText } from "../text/source-text.ts";
import { checkImportedNames } from "./exports.ts";
import { blankHeader, type Language, languageOf } from "./header.ts";
import { importedFiles } from "./imports.ts";
import { SANDBOX_LIMITS, type SandboxLimits, timeOver } from "./limits.ts";
import { type ParsedScript, parseScript } from "./parse-script.ts";
import { TimeLimit } from "./time-limit.ts";

/** Reads files by their paths relative to the build file's folder; what does not exist is left out of the answer. */
export type ReadFiles = (files: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** A build file with everything that it imports, parsed and not yet run. */
export interface LoadedDeclaration {
  readonly entry: SourceText;
  readonly language: Language;
  /** Every file that was read, the entry first. */
  readonly sources: readonly SourceText[];
  /** The entry and its imports, where the entry is a module. */
  readonly scripts: readonly ParsedScript[];
  readonly limits: SandboxLimits;
  /** Some of it went by while the files were parsed. */
  readonly time: TimeLimit;
}

interface LoadOptions {
  /** What to do where a file does not exist. */
  readonly missingHint?: (path: string) => string | undefined;
  readonly limits?: SandboxLimits;
}

/**
 * Reads a build file and, level by level, what it imports. `text` is the build file, already read.
 * Throws a DeclError for a file that cannot be parsed, must not be imported, or does not exist.
 */
export async function loadDeclaration(
  file: string,
  text: string,
  readFiles: ReadFiles,
  { missingHint, limits = SANDBOX_LIMITS }: LoadOptions = {},
): Promise<LoadedDeclaration> {
  const entry = new SourceText(file, text);
  const time = new TimeLimit(limits.milliseconds);
  const within = <T>(work: () => T): T => {
    try {
      return time.run(work);
    } catch (error) {
      throw error instanceof TimeOver ? new DeclError({ ...timeOver(limits), place: entry.linePlace(1) }) : error;
    }
  };
  const language = within(() => languageOf(file, text));
  if (language === "json") return { entry, language, sources: [entry], scripts: [], limits, time };

  const scripts = new Map<string, ParsedScript>([[file, within(() => parseScript(entry))]]);
  requireDefaultExport(scripts.get(file));
  let wanted = within(() => missingImports(scripts));
  while (wanted.size > 0) {
    const texts = await readFiles([...wanted.keys()]);
    within(() => {
      for (const [path, importer] of wanted) {
        const source = texts.get(path);
        if (source === undefined) throw missingFile(path, importer, missingHint?.(path));
        scripts.set(path, parseImported(new SourceText(path, source)));
      }
      wanted = missingImports(scripts);
    });
  }
  within(() => checkImportedNames(scripts));
  const all = [...scripts.values()];
  return { entry, language, sources: all.map((script) => script.source), scripts: all, limits, time };
}

function parseImported(source: SourceText): ParsedScript {
  if (!source.file.endsWith(".json")) return parseScript(source);
  const code = blankHeader(source.text);
  parseJson(source, code);
  const value = parseExpressionAt(code, 0, { ecmaVersion: 2025 });
  return { source, code, program: value, prefix: "export default " };
}

function missingImports(scripts: ReadonlyMap<string, ParsedScript>): Map<string, ParsedScript> {
  const missing = new Map<string, ParsedScript>();
  for (const script of scripts.values()) {
    for (const file of importedFiles(script)) if (!scripts.has(file) && !missing.has(file)) missing.set(file, script);
  }
  return missing;
}

function missingFile(path: string, importer: ParsedScript, hint: string | undefined): DeclError {
  const name = path.split("/").at(-1) ?? path;
  const at = importer.source.text.indexOf(name);
  const place: Place = importer.source.place(Math.max(at, 0), Math.max(at, 0) + name.length);
  return new DeclError({
    code: "missing-import",
    message: `there is no file "${path}" beside the build file`,
    place,
    hint,
  });
}

function requireDefaultExport(script: ParsedScript | undefined): void {
  if (script === undefined || script.program.type !== "Program") return;
  const has = script.program.body.some(
    (statement) =>
      statement.type === "ExportDefaultDeclaration" ||
      (statement.type === "ExportNamedDeclaration" &&
        statement.specifiers.some((s) => s.exported.type === "Identifier" && s.exported.name === "default")),
  );
  if (has) return;
  throw new DeclError({
    code: "no-default-export",
    message: "this file exports no image",
    place: script.source.linePlace(firstCodeLine(script)),
    hint: "write `export default image({ … })`",
  });
}

function firstCodeLine(script: ParsedScript): number {
  return script.program.type === "Program" && script.program.body[0] !== undefined
    ? script.source.position(script.program.body[0].start).line
    : 1;
}
