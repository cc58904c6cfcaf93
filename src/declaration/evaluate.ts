import { type Frame, framesOf, isNoFunction } from "../reasons/quickjs.ts";
import { isCallStackExhausted } from "../reasons/v8.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { TimeOver } from "../text/ended-after.ts";
import type { ModuleSource } from "../value/module-source.ts";
import { type LiteralTable, literalOf } from "./decode.ts";
import { ForgedAnswer } from "./forged-answer.ts";
import { type InstrumentedScript, instrument } from "./instrument.ts";
import { readJsonDeclaration } from "./json.ts";
import { type SandboxLimits, timeOver } from "./limits.ts";
import type { LoadedDeclaration } from "./load.ts";
import { packageFunction } from "./package-functions.ts";
import type { DeclarationInputs, EncodedModule, Questions } from "./protocol.ts";
import { MAX_ANSWER, Sandbox, SandboxError, type SandboxFailure } from "./sandbox.ts";
import { SandboxModules } from "./sandbox-modules.ts";
import { textMistakes } from "./text-mistakes.ts";
import { thrownFailure } from "./thrown-failure.ts";

/** A declaration that can be asked for its module, once for each platform. */
export interface Declaration {
  start(inputs: DeclarationInputs): StartedDeclaration;
  /** The images of `images({ … })`; undefined where the file declares one image, without a name. */
  targets(): readonly Target[] | undefined;
  /** Makes something of what the declaration says, in what is left of its time; this waits for nothing. Throws a DeclError. */
  within<T>(work: () => T): T;
  /** What is doubtful in the text itself. */
  readonly warnings: readonly Diagnostic[];
}

export interface StartedDeclaration {
  /** What the default export is, or the image of it that was chosen. */
  readonly root: ModuleSource;
  /** Every build argument that was asked for so far, given or not, and where it first was. */
  readonly readArguments: () => ReadonlyMap<string, Place | undefined>;
  /** Whether a module has read this option of `config` by its name. */
  readonly reads: (option: string) => boolean;
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
  if (loaded.language === "json") return jsonDeclaration(loaded);
  const { limits, time } = loaded;
  let placeOf: PlaceFinder = () => undefined;
  const explain = failureExplainer(loaded, ({ frames }) => placeOf(frames) ?? defaultExportPlace(loaded));
  const within = <T>(work: () => T): T => explain(() => time.run(work));
  const { warnings, scripts } = within(() => ({
    warnings: loaded.scripts.flatMap(textMistakes),
    scripts: loaded.scripts.map((script, index) => instrument(script, index)),
  }));
  placeOf = placeFinder(loaded, scripts);
  const literals: LiteralTable = scripts.map((script) => script.literals);
  const modules = new Map(loaded.scripts.map((script, i) => [script.source.file, scripts[i]?.code ?? ""]));
  const sandbox = await Sandbox.load(loaded.entry.file, modules, limits, time).catch((error) =>
    explain(() => {
      throw error;
    }),
  );
  return {
    start: (inputs) => {
      const answer = within(() => sandbox.ask("start", inputs));
      const sandboxed = new SandboxModules({ sandbox, explain, literals, fallback: defaultExportPlace(loaded) });
      return {
        root: sandboxed.source(rootOf(answer, loaded, inputs), defaultExportPlace(loaded)),
        readArguments: () =>
          within(() => new Map([...sandboxed.readArguments].map(([name, stack]) => [name, placeOf(framesOf(stack))]))),
        reads: (option) => sandboxed.readOptions.has(option),
      };
    },
    targets: () => {
      const { names, default: chosen, mark } = within(() => sandbox.ask("targets", null));
      const literal = literalOf(literals, mark);
      return names?.map((name) => ({ name, isDefault: name === chosen, ...at(literal?.keys.get(name)?.key) }));
    },
    within,
    warnings,
  };
}

/** JSON says the same for every platform and has no functions. */
function jsonDeclaration(loaded: LoadedDeclaration): Declaration {
  const explain = failureExplainer(loaded, () => loaded.entry.linePlace(1));
  const within = <T>(work: () => T): T => explain(() => loaded.time.run(work));
  const value = within(() => readJsonDeclaration(loaded.entry));
  const root: ModuleSource = {
    key: loaded.entry.file,
    name: loaded.entry.file,
    isFunction: false,
    run: () => ({ imports: [], config: value }),
  };
  return {
    start: () => ({ root, readArguments: () => new Map(), reads: () => false }),
    targets: () => undefined,
    within,
    warnings: [],
  };
}

/** What `--target` can name in every file. */
const LOCK_TARGET = "lock";

function rootOf(
  answer: Questions["start"]["answer"],
  loaded: LoadedDeclaration,
  inputs: DeclarationInputs,
): EncodedModule {
  const place = at(defaultExportPlace(loaded));
  if ("unusable" in answer) {
    throw new DeclError({ code: "unusable-value", message: answer.unusable.message, ...place });
  }
  const { module, images } = answer;
  const meant = images === undefined ? didYouMean(inputs.target, [LOCK_TARGET]) : undefined;
  if (module !== undefined && (meant === undefined || inputs.target === LOCK_TARGET)) return module;
  if (module !== undefined) {
    const message = `there is no image "${inputs.target}"`;
    throw new DeclError({ code: "unknown-target", message, ...place, hint: meant });
  }
  const names = (images ?? []).join(", ");
  const wanted = inputs.target === "" ? "a --target is needed" : `there is no image "${inputs.target}"`;
  throw new DeclError({
    code: "unknown-target",
    message: `${wanted}: this file declares ${names === "" ? "no image" : names}`,
    ...place,
    hint:
      inputs.target === ""
        ? 'name one of them "default" to have it built without --target'
        : (didYouMean(inputs.target, [...(images ?? []), LOCK_TARGET]) ?? "choose with --target"),
  });
}

function defaultExportPlace(loaded: LoadedDeclaration): Place | undefined {
  const program = loaded.scripts[0]?.program;
  const statement =
    program?.type === "Program" ? program.body.find((s) => s.type === "ExportDefaultDeclaration") : undefined;
  return statement === undefined
    ? undefined
    : loaded.entry.place(statement.start, statement.start + "export default".length);
}

/** Finds the innermost line of a stack that the user wrote. */
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

/** Nobody knows where it was. */
const NOWHERE: SandboxFailure = { kind: "thrown", message: "", frames: [] };

const FORGED = {
  code: "forged-answer",
  message: "the declaration has changed JavaScript itself, and what it says cannot be read",
  hint: "leave JSON, Array.prototype, Object.prototype and the symbols of decl's values as they are",
};

const TOO_DEEP = {
  code: "declaration-stack",
  message: "what the declaration says is nested too deeply",
  hint: "is there a value that grows by itself?",
};

/** Turns what the sandbox reports into a DeclError. */
function failureExplainer(
  loaded: LoadedDeclaration,
  placeOf: (failure: SandboxFailure) => Place | undefined,
): <T>(run: () => T) => T {
  return (run) => {
    try {
      return run();
    } catch (error) {
      if (error instanceof ForgedAnswer) throw new DeclError({ ...FORGED, ...at(placeOf(NOWHERE)) });
      if (isCallStackExhausted(error)) throw new DeclError({ ...TOO_DEEP, ...at(placeOf(NOWHERE)) });
      if (error instanceof TimeOver) throw new DeclError({ ...timeOver(loaded.limits), ...at(placeOf(NOWHERE)) });
      if (!(error instanceof SandboxError)) throw error;
      const place = placeOf(error.failure);
      const called = isNoFunction(error.failure.message) ? calledPackage(loaded, place) : undefined;
      throw new DeclError(called ?? { ...describeFailure(error.failure, loaded.limits), ...at(place) });
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
      return timeOver(limits);
    case "size":
      return {
        code: "unusable-value",
        message: `a module cannot say more than ${MAX_ANSWER / 1024 / 1024} MiB`,
        hint: "files and folders of any size come by image.contents",
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
