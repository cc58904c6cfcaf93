import { readPartsOf } from "../lib/record-reads.ts";
import type { Diagnostic, Place } from "../text/diagnostic.ts";
import { at, DeclError } from "../text/diagnostic.ts";
import type { ModuleSource } from "../value/module-source.ts";
import { withinTime } from "./explain-failures.ts";
import { prepareJson } from "./json-modules.ts";
import type { LoadedDeclaration } from "./load.ts";
import type { DeclarationInputs } from "./protocol.ts";
import { runScripts } from "./run-scripts.ts";
import { chosenModule, refuseUnread } from "./targets.ts";
import { textMistakes } from "./text-mistakes.ts";

/** A declaration that can be asked for its module, once for each platform. */
export interface Declaration {
  start(inputs: DeclarationInputs): StartedDeclaration;
  /** The images of `images({ … })`; undefined where the file declares one image, without a name. */
  targets(): readonly Target[] | undefined;
  /** Runs synchronous work on the declaration's values within the rest of the declaration's time limit. Throws a DeclError. */
  within<T>(work: () => T): T;
  /** Warnings about the text itself. */
  readonly warnings: readonly Diagnostic[];
}

export interface StartedDeclaration {
  /** The default export, or the one of its images that was chosen. */
  readonly root: ModuleSource;
  /** Every build argument that was read so far, given or not, and where it was read first. */
  readonly readArguments: () => ReadonlyMap<string, Place | undefined>;
  /** Whether a module has read this option of `config` by its name. */
  readonly reads: (option: string) => boolean;
  /** Which parts of an option modules have read while it was not known, by their first names. */
  readonly readsOf: (option: string) => readonly (readonly string[])[];
  /** Throws a DeclError if `--target` chose no image and no module has read it. To be called when all modules have run. */
  readonly refuseUnreadTarget: () => void;
}

/** An image that `--target` can choose. */
export interface Target {
  readonly name: string;
  /** Built where no target is asked for. */
  readonly isDefault: boolean;
  readonly place?: Place;
}

/** Prepares a loaded declaration: runs the top level of its modules in the sandbox. Throws a DeclError. */
export async function prepareDeclaration(loaded: LoadedDeclaration): Promise<Declaration> {
  if (loaded.language === "json") return prepareJson(loaded);
  const place = defaultExportPlace(loaded);
  const warnings = withinTime(loaded, () => place)(() => loaded.scripts.flatMap(textMistakes));
  const scripts = await runScripts(loaded, { file: loaded.entry.file, place });
  return {
    start: (inputs) => {
      const { answer, modules, readArguments } = scripts.start(inputs);
      if ("unusable" in answer) {
        throw new DeclError({ code: "unusable-value", message: answer.unusable.message, ...at(place) });
      }
      return {
        root: modules.source(chosenModule(answer, inputs.target, place), place),
        readArguments,
        reads: (option) => modules.readOptions.has(option),
        readsOf: (option) => readPartsOf(option, modules.readOptions),
        refuseUnreadTarget: () => {
          if (answer.images === undefined && !modules.readsTarget) refuseUnread(inputs.target, place);
        },
      };
    },
    targets: scripts.targets,
    within: scripts.within,
    warnings,
  };
}

function defaultExportPlace(loaded: LoadedDeclaration): Place | undefined {
  const program = loaded.scripts[0]?.program;
  const statement =
    program?.type === "Program" ? program.body.find((s) => s.type === "ExportDefaultDeclaration") : undefined;
  return statement === undefined
    ? undefined
    : loaded.entry.place(statement.start, statement.start + "export default".length);
}
