import { type Frame, framesOf } from "../reasons/quickjs.ts";
import { at, type Place } from "../text/diagnostic.ts";
import { type LiteralTable, literalOf } from "./decode.ts";
import { failureExplainer } from "./explain-failures.ts";
import { type InstrumentedScript, instrument, type LiteralPlaces } from "./instrument.ts";
import type { LoadedDeclaration } from "./load.ts";
import type { DeclarationInputs, Questions } from "./protocol.ts";
import { Sandbox } from "./sandbox.ts";
import { SandboxModules } from "./sandbox-modules.ts";

/** The module that is run first; it imports the others. */
export interface EntryScript {
  readonly file: string;
  /** The code and literals of a generated entry. Its file index in marks is the one after those of the loaded scripts. */
  readonly made?: { readonly code: string; readonly literals: readonly LiteralPlaces[] };
  /** The place for messages that have no better one. */
  readonly place: Place | undefined;
}

/** The scripts of a declaration in the sandbox, after their top level has run. */
export interface RunningScripts {
  start(inputs: DeclarationInputs): StartedScripts;
  targets(): Named[] | undefined;
  within<T>(work: () => T): T;
}

export interface StartedScripts {
  /** What the entry exports. */
  readonly answer: Questions["start"]["answer"];
  readonly modules: SandboxModules;
  readonly readArguments: () => ReadonlyMap<string, Place | undefined>;
}

interface Named {
  readonly name: string;
  readonly isDefault: boolean;
  readonly place?: Place;
}

/** Runs the top level of a declaration's scripts. Throws a DeclError. */
export async function runScripts(loaded: LoadedDeclaration, entry: EntryScript): Promise<RunningScripts> {
  const { limits, time } = loaded;
  let placeOf: PlaceFinder = () => undefined;
  const explain = failureExplainer(loaded, (frames) => placeOf(frames) ?? entry.place);
  const within = <T>(work: () => T): T => explain(() => time.run(work));
  const scripts = within(() => loaded.scripts.map((script, index) => instrument(script, index)));
  placeOf = placeFinder(loaded, scripts);
  const modules = new Map(loaded.scripts.map((script, i) => [script.source.file, scripts[i]?.code ?? ""]));
  if (entry.made !== undefined) modules.set(entry.file, entry.made.code);
  const literals: LiteralTable = [...scripts.map((script) => script.literals), entry.made?.literals ?? []];
  let sandbox: Sandbox;
  try {
    sandbox = await Sandbox.load(entry.file, modules, limits, time);
  } catch (error) {
    return explain(() => {
      throw error;
    });
  }
  return {
    start: (inputs) => {
      const answer = within(() => sandbox.ask("start", inputs));
      const modules = new SandboxModules({ sandbox, explain, literals, fallback: entry.place });
      return {
        answer,
        modules,
        readArguments: () =>
          within(() => new Map([...modules.readArguments].map(([name, stack]) => [name, placeOf(framesOf(stack))]))),
      };
    },
    targets: () => {
      const { names, default: chosen, mark } = within(() => sandbox.ask("targets", null));
      const literal = literalOf(literals, mark);
      return names?.map((name) => ({ name, isDefault: name === chosen, ...at(literal?.keys.get(name)?.key) }));
    },
    within,
  };
}

/** Finds the innermost line of a stack that is in a file of the declaration. */
type PlaceFinder = (frames: readonly Frame[]) => Place | undefined;

function placeFinder(loaded: LoadedDeclaration, scripts: readonly InstrumentedScript[]): PlaceFinder {
  const byFile = new Map(loaded.scripts.map((script, i) => [script.source.file, scripts[i]]));
  return (frames) => {
    for (const frame of frames) {
      const script = byFile.get(frame.file);
      if (script !== undefined) return script.originalPlace(frame.line, frame.column);
    }
    return undefined;
  };
}
