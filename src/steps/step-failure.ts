import type { Session } from "../context/session.ts";
import { openTree } from "../context/tree.ts";
import { EngineError } from "../engine/engine-error.ts";
import type { Graph } from "../llb/marshal.ts";
import type { ClosureEntry } from "../nix/closure.ts";
import { STORE_DIR } from "../nix/store-path.ts";
import { type EngineTrouble, engineTrouble, exitOf, isDigestMismatch, missingFile } from "../reasons/buildkit.ts";
import { DaemonError } from "../reasons/daemon-error.ts";
import { describeHttpFailure } from "../reasons/http.ts";
import { at, DeclError } from "../text/diagnostic.ts";
import { DIAGNOSIS, diagnosisStep } from "./diagnosis-step.ts";
import { readFailure } from "./failure/step.ts";
import type { GraphStep } from "./graph-step.ts";

/** An archive that could not be had. */
export interface FailedDownload {
  readonly entry: ClosureEntry;
  /** In words that follow the cache's name. */
  readonly reason: string;
  /** The same file may come whole next time. */
  readonly transient: boolean;
}

/** Archives that could not be had: another cache may have them. */
export class DownloadError extends DeclError {
  readonly downloads: readonly FailedDownload[];

  constructor(downloads: readonly FailedDownload[], ...diagnostics: ConstructorParameters<typeof DeclError>) {
    super(...diagnostics);
    this.downloads = downloads;
  }
}

/** An error of the daemon in the words of the declaration, where it came from one of our steps; any other as it is. */
export async function explainFailure(
  session: Session,
  error: EngineError,
  graph: Graph,
  steps: readonly GraphStep[],
): Promise<Error> {
  const step = failedStep(error, graph, steps) ?? (await failedBuild(session, error, steps));
  if (step === undefined) return error;
  // What a program was called with is no part of what happened to it.
  const trouble = engineTrouble(exitOf(error.message));
  if (trouble !== undefined) return new DeclError(ofEngine(step, trouble));
  const missing = missingArchive(step, error);
  const known = missing === undefined ? await diagnose(session, step) : undefined;
  if (typeof known === "object") return new DeclError(ofEngine(step, known));
  // What a builder or Nix says can be about anything.
  const late = step.kind === "unpack" || step.kind === "generate" ? engineTrouble(known ?? "") : undefined;
  if (late !== undefined) return new DeclError(ofEngine(step, late));
  const described =
    missing === undefined
      ? describe(step, error.message, known)
      : describe({ ...step, kind: "download" }, `${missing} is not in it`);
  const downloads = failedDownloads(step, error);
  return downloads.length === 0 ? new DeclError(described) : new DownloadError(downloads, described);
}

/** What is wrong with the machine is nothing that a cache, a package or the declaration could mend. */
function ofEngine(
  { subject, place }: GraphStep,
  { reason, hint }: EngineTrouble,
): ConstructorParameters<typeof DeclError>[0] {
  return { code: "engine-trouble", message: `${subject} could not be made: ${reason}`, ...at(place), hint };
}

/**
 * Why a step of the helper fails, in its own words; undefined where it cannot be found out. A disk that it has filled is full still:
 * then it is not run once more, and the daemon says so.
 */
async function diagnose(
  session: Session,
  { kind, output, entries = [], failure }: GraphStep,
): Promise<string | EngineTrouble | undefined> {
  if (failure !== undefined) return readFailure(session, failure);
  const step = kind === "download" ? undefined : diagnosisStep(output);
  if (step === undefined) return undefined;
  try {
    const reason = await openTree(session, step).readText(DIAGNOSIS);
    // Which of several it was has to be said.
    const name = entries.length > 1 ? "$1: " : "";
    return reason?.replace(/^cannot unpack \/nix\/store\/[^-]+-(\S+) from \S+: /, name);
  } catch (error) {
    if (error instanceof EngineError) return engineTrouble(exitOf(error.message));
    throw error;
  }
}

/** The step of ours that the daemon says has failed. */
function failedStep(error: EngineError, graph: Graph, steps: readonly GraphStep[]): GraphStep | undefined {
  const failed = error.detailsOf("errdefs.Vertex+json").map((detail) => (detail as { digest?: string }).digest);
  return steps.find(({ output }) => failed.includes(graph.digest(output)));
}

/**
 * The build that has left the reason of a failure, where the daemon does not say which step has failed: of one with very many
 * inputs it says the exit code alone.
 */
async function failedBuild(
  session: Session,
  { message }: EngineError,
  steps: readonly GraphStep[],
): Promise<GraphStep | undefined> {
  if (!/exit code: \d+/.test(message)) return undefined;
  for (const step of steps) {
    if (step.failure !== undefined && (await readFailure(session, step.failure)) !== undefined) return step;
  }
  return undefined;
}

/** The file that a step was to unpack and its context does not have, which is missed only when the step's cache key is made. */
function missingArchive({ kind }: GraphStep, { message }: EngineError): string | undefined {
  return kind === "unpack" ? missingFile(message) : undefined;
}

/** Which archives a failure is about: none where it is not about a download. */
function failedDownloads(step: GraphStep, error: EngineError): FailedDownload[] {
  const [entry] = step.entries ?? [];
  if (entry === undefined) return [];
  if (step.kind === "download") {
    const failure = describeHttpFailure(error, entry.cache);
    if (isDigestMismatch(error.message)) {
      return [{ entry, reason: "serves another file than it describes", transient: true }];
    }
    return [{ entry, reason: failure.reason, transient: failure.transient }];
  }
  const missing = missingArchive(step, error);
  const wanted = missing === undefined ? undefined : step.entries?.find(({ url }) => url === missing);
  return wanted === undefined ? [] : [{ entry: wanted, reason: `has no ${missing}`, transient: false }];
}

function describe(step: GraphStep, reason: string, known?: string): ConstructorParameters<typeof DeclError>[0] {
  const place = at(step.place);
  const why = known === undefined ? ` (${exitOf(reason)}): its step says why` : `: ${known}`;
  switch (step.kind) {
    case "download":
      return {
        code: "download-failed",
        message: `${step.subject} could not be had from ${step.cache}: ${downloadReason(reason, step.cache ?? "")}`,
        ...place,
        hint: "the cache describes this path and does not serve it as described: try again, or ask another cache first",
      };
    case "unpack":
      return {
        code: "unpack-failed",
        message: `${step.subject} from ${step.cache} could not be unpacked${why}`,
        ...place,
        hint: known === undefined ? undefined : isAddress(step.cache) ? BROKEN : `${BROKEN}; ${KEPT}`,
      };
    case "evaluate":
      return {
        code: "evaluation-failed",
        message: `${step.subject} could not be looked up${why}`,
        ...place,
      };
    case "build":
      return {
        code: "build-failed",
        message: `${step.subject} could not be built${why}`,
        ...place,
        ...(step.failure?.endsWith(".drv") === true ? { hint: `its derivation is ${STORE_DIR}/${step.failure}` } : {}),
      };
    case "run":
      return {
        code: "run-failed",
        message: `${step.subject} failed${why}`,
        ...place,
        ...(step.foreign === true
          ? { hint: "an image for another platform needs an emulator for it in the engine (binfmt_misc)" }
          : {}),
      };
    case "generate": {
      const own = step.filePlaces?.get(/^(\S+) is to /.exec(known ?? "")?.[1] ?? "");
      return {
        code: "generate-failed",
        message: own === undefined ? `${step.subject} could not be made${why}` : `${known}`,
        ...(own === undefined ? place : at(own)),
      };
    }
  }
}

const BROKEN = "a cache that serves other bytes than it signed for is broken, or worse";

/** The daemon asks a folder only for files whose size or time has changed (session/filesync). */
const KEPT =
  "a file that has been repaired and has its old size and time is not read again until `touch` gives it a new time";

const isAddress = (cache: string | undefined): boolean => /^https?:/.test(cache ?? "");

function downloadReason(reason: string, cache: string): string {
  // With a checksum the daemon hashes an error page like any other file.
  if (isDigestMismatch(reason)) return "what the server sends is not the file that the cache describes";
  if (!isAddress(cache)) return reason;
  return `the server ${describeHttpFailure(new DaemonError(reason), new URL(cache).host).reason}`;
}
