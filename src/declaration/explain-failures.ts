import { type Frame, isNoFunction } from "../reasons/quickjs.ts";
import { isCallStackExhausted } from "../reasons/v8.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { TimeOver } from "../text/ended-after.ts";
import { ForgedAnswer } from "./forged-answer.ts";
import { type SandboxLimits, timeOver } from "./limits.ts";
import type { LoadedDeclaration } from "./load.ts";
import { packageFunction } from "./package-functions.ts";
import { MAX_ANSWER, SandboxError, type SandboxFailure } from "./sandbox.ts";
import { thrownFailure } from "./thrown-failure.ts";

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

/** Runs work within the time limit of a declaration, and turns its failures into DeclErrors. */
export function withinTime(loaded: LoadedDeclaration, placeOf: () => Place | undefined): <T>(work: () => T) => T {
  const explain = failureExplainer(loaded, placeOf);
  return (work) => explain(() => loaded.time.run(work));
}

/** Turns failures of the sandbox into DeclErrors. `placeOf` gives the place for a stack, which may be empty. */
export function failureExplainer(
  loaded: LoadedDeclaration,
  placeOf: (frames: readonly Frame[]) => Place | undefined,
): <T>(run: () => T) => T {
  return (run) => {
    try {
      return run();
    } catch (error) {
      if (error instanceof ForgedAnswer) throw new DeclError({ ...FORGED, ...at(placeOf([])) });
      if (isCallStackExhausted(error)) throw new DeclError({ ...TOO_DEEP, ...at(placeOf([])) });
      if (error instanceof TimeOver) throw new DeclError({ ...timeOver(loaded.limits), ...at(placeOf([])) });
      if (!(error instanceof SandboxError)) throw error;
      const place = placeOf(error.failure.frames);
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
