import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { ModuleArguments, ModuleContent, ModuleSource } from "../value/module-source.ts";
import type { Entry, Value } from "../value/value.ts";
import { type Definition, discharge } from "./definition.ts";

/** The definitions of an instance whose definitions are modules, and what they declare beside them. */
export interface TakenApart {
  readonly definitions: readonly Definition[];
  readonly declared: readonly { readonly options: Value; readonly module: string }[];
}

const PARTS = ["options", "config"];

/** What each module last returned for an instance. It stands in when the module throws, since the next round may have what is missing. */
const memory = new WeakMap<ModuleSource, Map<string, ModuleContent>>();

/**
 * Takes modules apart that define an instance of submoduleWith: functions are called, imports followed, each once and before
 * what imports it. What is wrong is left out and told to `failed`.
 */
export function takeApart(
  given: readonly Definition[],
  args: ModuleArguments,
  instance: string,
  failed: (error: unknown) => void,
): TakenApart {
  const definitions: Definition[] = [];
  const declared: { options: Value; module: string }[] = [];
  const seen = new Set<string>();

  const run = (source: ModuleSource): ModuleContent | undefined => {
    const contents = memory.get(source) ?? new Map<string, ModuleContent>();
    memory.set(source, contents);
    try {
      contents.set(instance, source.run(args));
    } catch (error) {
      failed(error);
    }
    return contents.get(instance);
  };

  const visitSource = (source: ModuleSource, around: Definition) => {
    if (seen.has(source.key)) return;
    seen.add(source.key);
    const content = run(source);
    if (content === undefined) return;
    for (const imported of content.imports) visitSource(imported.source, around);
    const module = content.file ?? source.name;
    if (content.options !== undefined) declared.push({ options: content.options, module });
    visitValue({ ...around, value: content.config, module, ...at(content.config.place ?? around.place) });
  };

  const visitValue = (definition: Definition) => {
    for (const one of discharge([definition])) {
      const { value } = one;
      try {
        if (value.kind === "module") visitSource(value.source, one);
        else if (value.kind === "attrs") visitAttrs(one, value.entries);
        else definitions.push(one);
      } catch (error) {
        failed(error);
      }
    }
  };

  const visitAttrs = (definition: Definition, entries: ReadonlyMap<string, Entry>) => {
    const { imports, options, config } = Object.fromEntries(entries);
    if (imports !== undefined) importsOf(imports.value).forEach((value) => void visitValue({ ...definition, value }));
    const isLong = options !== undefined || config !== undefined;
    const others = new Map([...entries].filter(([name]) => name !== "imports" && !(isLong && PARTS.includes(name))));
    if (isLong) refuseOthers(others);
    if (options !== undefined) declared.push({ options: options.value, module: definition.module });
    if (config !== undefined) definitions.push({ ...definition, value: config.value, ...at(config.value.place) });
    if (!isLong)
      definitions.push(imports === undefined ? definition : { ...definition, value: attrs(definition, others) });
  };

  for (const definition of given) visitValue(definition);
  return { definitions, declared };
}

const attrs = ({ place }: Definition, entries: ReadonlyMap<string, Entry>): Value => ({
  kind: "attrs",
  entries,
  ...at(place),
});

function importsOf(value: Value): readonly Value[] {
  if (value.kind !== "list") throw noModule("imports must be a list of modules", value.place, "write `imports: [web]`");
  for (const item of value.items) {
    if (item.kind === "package" || item.kind === "storePath") {
      throw noModule(
        "an import must be a module, not a package",
        item.place ?? value.place,
        "the modules that packages bring (passthru.services) are Nix, and nothing evaluates them: write process.argv yourself",
      );
    }
    if (!["attrs", "module", "property"].includes(item.kind)) {
      throw noModule("an import must be a module, an object or a function", item.place ?? value.place);
    }
  }
  return value.items;
}

function refuseOthers(others: ReadonlyMap<string, Entry>): void {
  for (const [name, { key, value }] of others) {
    throw noModule(
      `a module with options or config cannot have "${name}" beside`,
      key ?? value.place,
      "put it into config",
    );
  }
}

const noModule = (message: string, place: Place | undefined, hint?: string): DeclError =>
  new DeclError({ code: "wrong-module", message, ...at(place), hint });
