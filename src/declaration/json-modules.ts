import { readPartsOf } from "../lib/record-reads.ts";
import type { Import, ModuleSource } from "../value/module-source.ts";
import type { Declaration } from "./evaluate.ts";
import { withinTime } from "./explain-failures.ts";
import type { ImportedFile } from "./imports.ts";
import type { JsonDeclaration } from "./json.ts";
import type { LoadedDeclaration } from "./load.ts";
import { type RunningScripts, runScripts, type StartedScripts } from "./run-scripts.ts";
import { refuseUnread } from "./targets.ts";
import { textMistakes } from "./text-mistakes.ts";

/** The name of the generated entry module. No file can have it. */
const ENTRY = "imports of a declaration in JSON";

/** Prepares a declaration in JSON, which is the same for every platform; only modules that it imports may differ. Throws a DeclError. */
export async function prepareJson(loaded: LoadedDeclaration): Promise<Declaration> {
  const file = loaded.entry.file;
  const place = loaded.json.get(file)?.value.place;
  const within = withinTime(loaded, () => place);
  const warnings = within(() => loaded.scripts.flatMap(textMistakes));
  const imported = importedModules(loaded);
  const scripts = imported.length === 0 ? undefined : await runImports(loaded, imported);
  return {
    start: (inputs) => {
      const started = scripts?.start(inputs);
      const modules = started === undefined ? new Map() : modulesOf(started, imported);
      return {
        root: jsonModules(loaded, modules)(file),
        readArguments: started?.readArguments ?? (() => new Map()),
        reads: (option) => started?.modules.readOptions.has(option) === true,
        readsOf: (option) => readPartsOf(option, started?.modules.readOptions ?? []),
        refuseUnreadTarget: () => {
          if (started?.modules.readsTarget !== true) refuseUnread(inputs.target, place);
        },
      };
    },
    targets: () => undefined,
    within: scripts?.within ?? within,
    warnings,
  };
}

/** The modules that declarations in JSON import, each once. */
function importedModules({ json }: LoadedDeclaration): ImportedFile[] {
  const all = [...json.values()].flatMap(({ imports }) => imports).reverse();
  // Of several imports of a file the first is kept: a Map keeps the last, hence reverse().
  return [...new Map(all.map((one) => [one.file, one])).values()].reverse().filter(({ file }) => !json.has(file));
}

function runImports(loaded: LoadedDeclaration, files: readonly ImportedFile[]): Promise<RunningScripts> {
  const names = files.map((_, index) => `module${index}`);
  const lines = files.map(({ file }, index) => `import ${names[index]} from ${JSON.stringify(`./${file}`)};\n`);
  const list = `__decl_at(${loaded.scripts.length}, 0, [${names.join(", ")}])`;
  const code = `${lines.join("")}export default { imports: ${list} };\n`;
  const keys = new Map(files.map(({ place }, index) => [`${index}`, { key: place, value: place }]));
  const literals = files.slice(0, 1).map(({ place }) => ({ place, keys }));
  return runScripts(loaded, { file: ENTRY, made: { code, literals }, place: undefined });
}

/** What the files of modules export, by file. */
function modulesOf(
  { answer, modules }: StartedScripts,
  files: readonly ImportedFile[],
): ReadonlyMap<string, ModuleSource> {
  if ("unusable" in answer || answer.module === undefined) throw new Error("the imports are no module");
  const { imports } = modules.source(answer.module).run({ config: {} });
  return new Map(imports.flatMap(({ source }, index) => [[files[index]?.file ?? "", source] as const]));
}

/** Makes modules of declarations in JSON, by file. */
function jsonModules({ json }: LoadedDeclaration, modules: ReadonlyMap<string, ModuleSource>) {
  const sourceOf = (file: string): ModuleSource => {
    const declaration = json.get(file);
    const source = declaration === undefined ? modules.get(file) : jsonModule(file, declaration, sourceOf);
    if (source === undefined) throw new Error(`${file} was not loaded`);
    return source;
  };
  return sourceOf;
}

function jsonModule(
  file: string,
  { value, imports }: JsonDeclaration,
  sourceOf: (file: string) => ModuleSource,
): ModuleSource {
  return {
    key: file,
    name: file,
    isFunction: false,
    run: () => ({
      imports: imports.map(({ file, place }): Import => ({ source: sourceOf(file), place })),
      config: value,
    }),
  };
}
