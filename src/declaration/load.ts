import { parseExpressionAt } from "acorn";
import { DeclError } from "../text/diagnostic.ts";
import { TimeOver } from "../text/ended-after.ts";
import { parseJson } from "../text/json.ts";
import { SourceText } from "../text/source-text.ts";
import { checkImportedNames } from "./exports.ts";
import { blankHeader, type Language, languageOf } from "./header.ts";
import { type ImportedFile, importedFiles } from "./imports.ts";
import { type JsonDeclaration, readJsonDeclaration } from "./json.ts";
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
  /** The modules among them, and files of data that these import; the entry first, where it is one. */
  readonly scripts: readonly ParsedScript[];
  /** The declarations in JSON among them, by file: the entry and what it imports, where it is JSON. */
  readonly json: ReadonlyMap<string, JsonDeclaration>;
  readonly limits: SandboxLimits;
  /** What parsing has left of the time limit. */
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
  { missingHint = () => undefined, limits = SANDBOX_LIMITS }: LoadOptions = {},
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
  const sources = new Map([[file, entry]]);
  const scripts = new Map<string, ParsedScript>();
  const json = new Map<string, JsonDeclaration>();
  within(() => {
    if (language === "json") json.set(file, readJsonDeclaration(entry));
    else {
      const script = parseScript(entry);
      scripts.set(file, script);
      requireDefaultExport(script);
    }
  });
  const missing = () => within(() => missingImports(scripts, json));
  for (let wanted = missing(); wanted.length > 0; wanted = missing()) {
    await readSources(sources, wanted, readFiles, missingHint);
    within(() => {
      for (const { file, isDeclaration } of wanted) {
        const source = sources.get(file);
        if (source === undefined) continue; // readSources has thrown
        if (isDeclaration && file.endsWith(".json")) json.set(file, readJsonDeclaration(source));
        else scripts.set(file, parseImported(source));
      }
    });
  }
  within(() => {
    for (const { imports } of json.values()) checkModules(imports, scripts);
    checkImportedNames(scripts);
  });
  return { entry, language, sources: [...sources.values()], scripts: [...scripts.values()], json, limits, time };
}

async function readSources(
  sources: Map<string, SourceText>,
  wanted: readonly ImportedFile[],
  readFiles: ReadFiles,
  hintOf: (path: string) => string | undefined,
): Promise<void> {
  const unread = wanted.filter(({ file }) => !sources.has(file));
  const texts = await readFiles([...new Set(unread.map(({ file }) => file))]);
  for (const { file, place } of unread) {
    const text = texts.get(file);
    if (text === undefined) {
      const message = `there is no file "${file}" beside the build file`;
      throw new DeclError({ code: "missing-import", message, place, hint: hintOf(file) });
    }
    sources.set(file, new SourceText(file, text));
  }
}

function parseImported(source: SourceText): ParsedScript {
  if (!source.file.endsWith(".json")) return parseScript(source);
  const code = blankHeader(source.text);
  parseJson(source, code);
  const value = parseExpressionAt(code, 0, { ecmaVersion: 2025 });
  return { source, code, program: value, prefix: "export default " };
}

/** Imported files that have not been read yet. A declaration in JSON imports modules; a script may also import JSON as data. */
function missingImports(
  scripts: ReadonlyMap<string, ParsedScript>,
  json: ReadonlyMap<string, JsonDeclaration>,
): (ImportedFile & { readonly isDeclaration: boolean })[] {
  const ofScripts = [...scripts.values()].flatMap(importedFiles).filter(({ file }) => !scripts.has(file));
  const ofJson = [...json.values()].flatMap(({ imports }) => imports);
  return [
    ...ofScripts.map((one) => ({ ...one, isDeclaration: false })),
    ...ofJson
      .filter(({ file }) => !(file.endsWith(".json") ? json : scripts).has(file))
      .map((one) => ({ ...one, isDeclaration: true })),
  ];
}

/** Checks that each file which a declaration in JSON imports has a default export. */
function checkModules(imports: readonly ImportedFile[], scripts: ReadonlyMap<string, ParsedScript>): void {
  for (const { file, place } of imports) {
    const script = scripts.get(file);
    if (file.endsWith(".json") || script === undefined || exportsDefault(script)) continue;
    throw new DeclError({
      code: "missing-export",
      message: `"${file}" has no default export`,
      place,
      hint: "write `export default module({ … })` there",
    });
  }
}

function requireDefaultExport(script: ParsedScript): void {
  if (exportsDefault(script)) return;
  throw new DeclError({
    code: "no-default-export",
    message: "this file exports no image",
    place: script.source.linePlace(firstCodeLine(script)),
    hint: "write `export default image({ … })`",
  });
}

function exportsDefault({ program }: ParsedScript): boolean {
  if (program.type !== "Program") return true;
  return program.body.some(
    (statement) =>
      statement.type === "ExportDefaultDeclaration" ||
      (statement.type === "ExportNamedDeclaration" &&
        statement.specifiers.some((s) => s.exported.type === "Identifier" && s.exported.name === "default")),
  );
}

function firstCodeLine(script: ParsedScript): number {
  return script.program.type === "Program" && script.program.body[0] !== undefined
    ? script.source.position(script.program.body[0].start).line
    : 1;
}
