import { at, DeclError, type Diagnostic, type Place } from "../diagnostic.ts";
import { decodeValue, type Encoded, type LiteralTable, literalOf, type Mark } from "./decode.ts";
import { type InstrumentedScript, instrument } from "./instrument.ts";
import { readJsonDeclaration } from "./json.ts";
import type { LoadedDeclaration } from "./load.ts";
import { SANDBOX_LIMITS, Sandbox, SandboxError, type SandboxFailure, type SandboxLimits } from "./sandbox.ts";
import type { Value } from "./value.ts";

/** What a declaration's functions are called with. */
export interface DeclarationInputs {
  /** `--build-arg NAME=value`, without those that BuildKit reserves. */
  readonly args: Readonly<Record<string, string>>;
  readonly platform: {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
    readonly system: string;
  };
  /** `--target`, or "". */
  readonly target: string;
}

/** A declaration that can be asked for its value, once for each platform. */
export interface Declaration {
  evaluate(inputs: DeclarationInputs): Value;
}

/** Prepares a loaded declaration: runs the top level of its modules in the sandbox. Throws a DeclError. */
export async function prepareDeclaration(
  loaded: LoadedDeclaration,
  limits: SandboxLimits = SANDBOX_LIMITS,
): Promise<Declaration> {
  if (loaded.language === "json") {
    const value = readJsonDeclaration(loaded.entry);
    return { evaluate: () => value };
  }
  const scripts = loaded.scripts.map((script, index) => instrument(script, index));
  const explain = failureExplainer(loaded, scripts, limits);
  try {
    const modules = new Map(loaded.scripts.map((script, i) => [script.source.file, scripts[i]?.code ?? ""]));
    const sandbox = await Sandbox.load(loaded.entry.file, modules, limits);
    const literals: LiteralTable = scripts.map((script) => script.literals);
    return {
      evaluate: (inputs) => explain(() => answerValue(sandbox.run(inputs) as Answer, literals, loaded, inputs)),
    };
  } catch (error) {
    return explain(() => {
      throw error;
    });
  }
}

/** The shape that `__decl_run` in prelude.js answers. */
interface Answer {
  readonly value?: Encoded;
  readonly images?: readonly string[];
  readonly unusable?: { readonly message: string; readonly path: readonly (string | number)[]; readonly mark?: Mark };
}

function answerValue(
  answer: Answer,
  literals: LiteralTable,
  loaded: LoadedDeclaration,
  inputs: DeclarationInputs,
): Value {
  if (answer.unusable !== undefined) {
    const { message, path, mark } = answer.unusable;
    const literal = literalOf(literals, mark);
    const place = literal?.keys.get(String(path.at(-1)))?.value ?? literal?.place ?? defaultExportPlace(loaded);
    throw new DeclError({ code: "unusable-value", message, path: path.map(String), ...at(place) });
  }
  if (answer.value === undefined) {
    const names = (answer.images ?? []).join(", ");
    const wanted = inputs.target === "" ? "a --target is needed" : `there is no image "${inputs.target}"`;
    throw new DeclError({
      code: "unknown-target",
      message: `${wanted}: this file declares ${names === "" ? "no image" : names}`,
      ...at(defaultExportPlace(loaded)),
      hint:
        inputs.target === "" ? 'name one of them "default" to have it built without --target' : "choose with --target",
    });
  }
  return decodeValue(answer.value, literals, defaultExportPlace(loaded));
}

function defaultExportPlace(loaded: LoadedDeclaration): Place | undefined {
  const program = loaded.scripts[0]?.program;
  const statement =
    program?.type === "Program" ? program.body.find((s) => s.type === "ExportDefaultDeclaration") : undefined;
  return statement === undefined
    ? undefined
    : loaded.entry.place(statement.start, statement.start + "export default".length);
}

/** Turns what the sandbox reports into a DeclError at the innermost line that the user wrote. */
function failureExplainer(
  loaded: LoadedDeclaration,
  scripts: readonly InstrumentedScript[],
  limits: SandboxLimits,
): <T>(run: () => T) => T {
  const byFile = new Map(loaded.scripts.map((script, i) => [script.source.file, scripts[i]]));
  const placeOf = (failure: SandboxFailure): Place | undefined => {
    for (const frame of failure.frames) {
      const script = byFile.get(frame.file);
      if (script !== undefined) return script.originalPlace(frame.line, frame.column);
    }
    return defaultExportPlace(loaded);
  };
  return (run) => {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      throw new DeclError({ ...describeFailure(error.failure, limits), ...at(placeOf(error.failure)) });
    }
  };
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
      return { code: "declaration-failed", message: failure.message };
  }
}
