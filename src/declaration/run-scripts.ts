import { type Frame, framesOf, isNoFunction } from "../reasons/quickjs.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { type LiteralTable, literalOf } from "./decode.ts";
import { type InstrumentedScript, instrument, type LiteralPlaces } from "./instrument.ts";
import type { LoadedDeclaration } from "./load.ts";
import { packageFunction } from "./package-functions.ts";
import type { DeclarationInputs, Questions } from "./protocol.ts";
import { Sandbox, SandboxError, type SandboxFailure, type SandboxLimits } from "./sandbox.ts";
import { SandboxModules } from "./sandbox-modules.ts";
import { thrownFailure } from "./thrown-failure.ts";

/** The module that is run first; it imports the others. */
export interface EntryScript {
  readonly file: string;
  /** Where it is none of those that were loaded: its code, and its literals, whose marks have the number after theirs. */
  readonly made?: { readonly code: string; readonly literals: readonly LiteralPlaces[] };
  /** Where a message points that has no better place. */
  readonly place: Place | undefined;
}

/** The scripts of a declaration, their top level run in the sandbox. */
export interface RunningScripts {
  start(inputs: DeclarationInputs): StartedScripts;
  targets(): Named[] | undefined;
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
export async function runScripts(
  loaded: LoadedDeclaration,
  entry: EntryScript,
  limits: SandboxLimits,
): Promise<RunningScripts> {
  const scripts = loaded.scripts.map((script, index) => instrument(script, index));
  const placeOf = placeFinder(loaded, scripts);
  const explain = failureExplainer(loaded, (failure) => placeOf(failure.frames) ?? entry.place, limits);
  const modules = new Map(loaded.scripts.map((script, i) => [script.source.file, scripts[i]?.code ?? ""]));
  if (entry.made !== undefined) modules.set(entry.file, entry.made.code);
  const literals: LiteralTable = [...scripts.map((script) => script.literals), entry.made?.literals ?? []];
  let sandbox: Sandbox;
  try {
    sandbox = await Sandbox.load(entry.file, modules, limits);
  } catch (error) {
    return explain(() => {
      throw error;
    });
  }
  return {
    start: (inputs) => {
      const answer = explain(() => sandbox.ask("start", inputs));
      const modules = new SandboxModules({ sandbox, explain, literals, fallback: entry.place });
      return {
        answer,
        modules,
        readArguments: () =>
          new Map([...modules.readArguments].map(([name, stack]) => [name, placeOf(framesOf(stack))])),
      };
    },
    targets: () => {
      const { names, default: chosen, mark } = explain(() => sandbox.ask("targets", null));
      const literal = literalOf(literals, mark);
      return names?.map((name) => ({ name, isDefault: name === chosen, ...at(literal?.keys.get(name)?.key) }));
    },
  };
}

/** Finds the innermost line of a stack that the user wrote. */
function placeFinder(
  loaded: LoadedDeclaration,
  scripts: readonly InstrumentedScript[],
): (frames: readonly Frame[]) => Place | undefined {
  const byFile = new Map(loaded.scripts.map((script, i) => [script.source.file, scripts[i]]));
  return (frames) => {
    for (const frame of frames) {
      const script = byFile.get(frame.file);
      if (script !== undefined) return script.originalPlace(frame.line, frame.column);
    }
    return undefined;
  };
}

/** Turns what the sandbox reports into a DeclError. */
function failureExplainer(
  loaded: LoadedDeclaration,
  placeOf: (failure: SandboxFailure) => Place | undefined,
  limits: SandboxLimits,
): <T>(run: () => T) => T {
  return (run) => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      const place = placeOf(error.failure);
      const called = isNoFunction(error.failure.message) ? calledPackage(loaded, place) : undefined;
      throw new DeclError(called ?? { ...describeFailure(error.failure, limits), ...at(place) });
    }
  };
}

function calledPackage({ scripts }: LoadedDeclaration, place: Place | undefined) {
  const source = scripts.find((script) => script.source.file === place?.file)?.source;
  return place === undefined || source === undefined ? undefined : packageFunction(source, place);
}

function describeFailure(failure: SandboxFailure, limits: SandboxLimits): Omit<Diagnostic, "severity"> {
  switch (failure.kind) {
    case "time":
      return {
        code: "declaration-time",
        message: `the declaration ran for more than ${limits.milliseconds / 1000} s`,
        hint: "is there a loop that never ends?",
      };
    case "memory":
      return {
        code: "declaration-memory",
        message: `the declaration needed more than ${limits.bytes / 1024 / 1024} MiB of memory`,
        hint: "is there a loop that collects without end?",
      };
    case "stack":
      return {
        code: "declaration-stack",
        message: "the declaration's functions call each other too deeply",
        hint: "is there a function that calls itself without end?",
      };
    case "thrown":
      return thrownFailure(failure.message);
  }
}
