import type { ExportAllDeclaration, ExportNamedDeclaration, ImportDeclaration, ImportExpression, Node } from "acorn";
import { DeclError } from "../text/diagnostic.ts";
import { joinPath } from "./module-path.ts";
import { type ParsedScript, visit } from "./parse-script.ts";

const LOADABLE = /\.(?:[cm]?[jt]s|json)$/;

/**
 * The files that a module imports, as paths relative to the build file's folder. `decl` itself is not one of them.
 * Anything a declaration may not import is a DeclError at the import.
 */
export function importedFiles(script: ParsedScript): string[] {
  const files = new Set<string>();
  visit(script.program, (node) => {
    const source = importSource(script, node);
    if (source === undefined || source.value === "decl") return;
    const place = script.source.place(source.start, source.end);
    const name = source.value;
    if (!name.startsWith("./") && !name.startsWith("../")) {
      throw new DeclError({
        code: "forbidden-import",
        message: `a declaration cannot import "${name}"`,
        place,
        hint: 'it can import "decl" and files beside it, as in "./users.ts"',
      });
    }
    const file = joinPath(script.source.file, name);
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
    files.add(file);
  });
  return [...files];
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
