import type { Node, Program } from "acorn";
import { DeclError } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { DECL_NAMES } from "./decl-names.ts";
import { joinPath } from "./module-path.ts";
import { type ParsedScript, visit } from "./parse-script.ts";

/** Checks that what modules import by name is exported by the file they name. Throws a DeclError at the name. */
export function checkImportedNames(scripts: ReadonlyMap<string, ParsedScript>): void {
  for (const script of scripts.values()) {
    if (script.program.type !== "Program") continue;
    for (const statement of script.program.body) {
      if (statement.type !== "ImportDeclaration") continue;
      const from = String(statement.source.value);
      const target = from === "decl" ? undefined : scripts.get(joinPath(script.source.file, from));
      const exported = from === "decl" ? DECL_NAMES : target && exportedNames(target);
      if (exported === undefined) continue;
      for (const specifier of statement.specifiers) {
        if (specifier.type === "ImportNamespaceSpecifier") continue;
        const name = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported);
        if (exported.has(name)) continue;
        throw new DeclError({
          code: "missing-export",
          message: name === "default" ? `"${from}" has no default export` : `"${from}" exports no "${name}"`,
          place: script.source.place(specifier.start, specifier.end),
          hint: hintFor(name, from, exported),
        });
      }
    }
  }
}

function hintFor(name: string, from: string, exported: ReadonlySet<string>): string {
  const others = [...exported].filter((one) => one !== "default").sort();
  const near = name === "default" ? undefined : didYouMean(name, others);
  if (near !== undefined) return near;
  if (from === "decl") return `it has ${others.join(", ")}; types are imported with \`import type\``;
  if (name === "default") return `write \`import { ${others[0] ?? "name"} }\`, or \`export default\` there`;
  return exported.has("default")
    ? "its default export is imported without braces"
    : "types are imported with `import type`";
}

/** The names that a file exports; undefined if an `export *` adds names that the file does not have. */
function exportedNames({ program }: ParsedScript): ReadonlySet<string> | undefined {
  // An imported JSON file is one value.
  if (program.type !== "Program") return new Set(["default"]);
  const names = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === "ExportAllDeclaration" && !statement.exported) return undefined;
    for (const name of namesIn(statement)) names.add(name);
  }
  return names;
}

function namesIn(statement: Program["body"][number]): string[] {
  switch (statement.type) {
    case "ExportDefaultDeclaration":
      return ["default"];
    case "ExportAllDeclaration":
      return statement.exported === null || statement.exported === undefined ? [] : [nameOf(statement.exported)];
    case "ExportNamedDeclaration": {
      const { declaration, specifiers } = statement;
      const own = specifiers.map(({ exported }) => nameOf(exported));
      if (declaration === null || declaration === undefined) return own;
      if (declaration.type !== "VariableDeclaration") return [...own, declaration.id.name];
      return [...own, ...declaration.declarations.flatMap(({ id }) => bindings(id))];
    }
    default:
      return [];
  }
}

/** The names that a pattern binds. Names of its keys are among them, which only makes the check less strict. */
function bindings(pattern: Node): string[] {
  const names: string[] = [];
  visit(pattern, (node) => {
    if (node.type === "Identifier") names.push((node as Node & { name: string }).name);
  });
  return names;
}

const nameOf = (node: { type: "Identifier"; name: string } | { type: "Literal"; value?: unknown }): string =>
  node.type === "Identifier" ? node.name : String(node.value);
