import type { ExportAllDeclaration, ExportNamedDeclaration, ImportDeclaration, ImportExpression, Node } from "acorn";
import { DeclError, type Place } from "../text/diagnostic.ts";
import type { SourceText } from "../text/source-text.ts";
import { joinPath } from "./module-path.ts";
import { type ParsedScript, visit } from "./parse-script.ts";

const LOADABLE = /\.(?:[cm]?[jt]s|json)$/;

/** A file that another imports, as a path relative to the build file's folder, and where it is named. */
export interface ImportedFile {
  readonly file: string;
  readonly place: Place;
}

/**
 * The files that a module imports, each where it is first named. `decl` itself is not one of them. Anything a declaration may
 * not import is a DeclError at the import.
 */
export function importedFiles(script: ParsedScript): ImportedFile[] {
  const files = new Map<string, ImportedFile>();
  visit(script.program, (node) => {
    const source = importSource(script, node);
    if (source === undefined || source.value === "decl") return;
    const found = importedFile(script.source, source.value, script.source.place(source.start, source.end));
    if (!files.has(found.file)) files.set(found.file, found);
  });
  return [...files.values()];
}

/** The file that a name means in a file. Throws a DeclError for what a declaration may not import. */
export function importedFile(importer: SourceText, name: string, place: Place): ImportedFile {
  if (!name.startsWith("./") && !name.startsWith("../")) {
    throw new DeclError({
      code: "forbidden-import",
      message: `a declaration cannot import "${name}"`,
      place,
      hint: importer.file.endsWith(".json")
        ? 'it can import files beside it, as in "./users.json"'
        : 'it can import "decl" and files beside it, as in "./users.ts"',
    });
  }
  const file = joinPath(importer.file, name);
  if (file.startsWith("../")) {
    throw new DeclError({
      code: "forbidden-import",
      message: `"${name}" is outside of the build file's folder`,
      place,
      hint: "docker sends only the folder of the build file (-f) and what is below it",
    });
  }
  if (!LOADABLE.test(file)) {
    throw new DeclError({
      code: "forbidden-import",
      message: `"${name}" is not a TypeScript, JavaScript or JSON file`,
      place,
      hint: "write the whole file name, with its .ts, .js or .json",
    });
  }
  return { file, place };
}

function importSource(script: ParsedScript, node: Node): { value: string; start: number; end: number } | undefined {
  if (node.type === "ImportExpression") {
    const { source } = node as ImportExpression;
    throw new DeclError({
      code: "forbidden-import",
      message: "a declaration cannot use import()",
      place: script.source.place(node.start, source.end),
      hint: 'import the file at the top: `import users from "./users.ts"`',
    });
  }
  if (!/^(?:ImportDeclaration|ExportNamedDeclaration|ExportAllDeclaration)$/.test(node.type)) return undefined;
  const { source } = node as ImportDeclaration | ExportNamedDeclaration | ExportAllDeclaration;
  if (source === null || source === undefined) return undefined;
  return { value: String(source.value), start: source.start, end: source.end };
}
