import { createRequire } from "node:module";
import { join } from "node:path";
import type { Editor, Project } from "./editor.ts";

/** The little of TypeScript's language service that is asked here. */
interface LanguageService {
  getCompletionsAtPosition(
    file: string,
    at: number,
    options: object,
  ): { readonly entries: readonly { readonly name: string }[] } | undefined;
  getQuickInfoAtPosition(
    file: string,
    at: number,
  ):
    | {
        readonly documentation?: readonly { readonly text: string }[];
        readonly tags?: readonly { readonly name: string; readonly text?: readonly { readonly text: string }[] }[];
      }
    | undefined;
}

const ts = createRequire(import.meta.filename)("typescript");

/** The TypeScript of this folder, in this process. */
export async function languageService({ root, packages }: Project): Promise<Editor> {
  const file = join(root, "image.ts");
  const beside = join(root, "image.packages.d.ts");
  let current = "";
  let version = 0;
  const compilerOptions = {
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, lib: ["lib.es2024.d.ts"], strict: true },
    ...{ allowImportingTsExtensions: true, noEmit: true, types: [] },
    paths: { decl: [join(root, "src/declaration/decl.d.ts")] },
  };
  const textOf = (name: string) => (name === file ? current : name === beside ? packages : ts.sys.readFile(name));
  const service: LanguageService = ts.createLanguageService({
    getScriptFileNames: () => [file, beside],
    getScriptVersion: (name: string) => (name === file ? String(version) : "0"),
    getScriptSnapshot: (name: string) => {
      const text = textOf(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => compilerOptions,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name: string) => name === file || name === beside || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
  });
  const open = (text: string): number => {
    current = text.replace("▸", "");
    version++;
    return text.indexOf("▸");
  };
  return {
    completions: async (text) => {
      const found = service.getCompletionsAtPosition(file, open(text), {});
      return (found?.entries ?? []).map(({ name }) => name);
    },
    hover: async (text) => {
      const info = service.getQuickInfoAtPosition(file, open(text));
      const tags = (info?.tags ?? []).map(
        ({ name, text = [] }) => `@${name} ${text.map((part) => part.text).join("")}`,
      );
      return [(info?.documentation ?? []).map((part) => part.text).join(""), ...tags].join("\n");
    },
    close: () => undefined,
  };
}
