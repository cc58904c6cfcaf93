import { at, DeclError } from "../diagnostic.ts";
import { DIAGNOSIS, diagnosisStep } from "../graph/diagnosis-step.ts";
import type { GraphStep } from "../graph/graph-step.ts";
import { type Graph, marshal } from "../llb/marshal.ts";
import type { ClosureEntry } from "../nix/closure.ts";
import type { Gateway } from "./client.ts";
import { GatewayError } from "./gateway-error.ts";
import { describeHttpFailure } from "./http-failure.ts";
import { readText } from "./local-folder.ts";

/** An error of the daemon in the words of the declaration, where it came from one of our steps; any other as it is. */
export async function explainFailure(
  gateway: Gateway,
  error: GatewayError,
  graph: Graph,
  steps: readonly GraphStep[],
): Promise<Error> {
  const step = failedStep(error, graph, steps);
  if (step === undefined) return error;
  const missing = missingArchive(step, error);
  if (missing !== undefined) {
    return new DeclError(describe({ ...step, kind: "download" }, `${missing} is not in it`));
  }
  return new DeclError(describe(step, error.message, await diagnose(gateway, step)));
}

/** Why a step of the helper fails, in its own words; undefined where it cannot be found out. */
async function diagnose(gateway: Gateway, { kind, output, entries = [] }: GraphStep): Promise<string | undefined> {
  const step = kind === "download" ? undefined : diagnosisStep(output);
  if (step === undefined) return undefined;
  try {
    const reason = await readText(gateway, await gateway.solve(marshal(step), { evaluate: true }), DIAGNOSIS);
    // Which of several it was has to be said.
    const name = entries.length > 1 ? "$1: " : "";
    return reason?.replace(/^cannot unpack \/nix\/store\/[^-]+-(\S+) from \S+: /, name);
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** The step of ours that the daemon says has failed. */
function failedStep(error: GatewayError, graph: Graph, steps: readonly GraphStep[]): GraphStep | undefined {
  const failed = error.detailsOf("errdefs.Vertex+json").map((detail) => (detail as { digest?: string }).digest);
  return steps.find(({ output }) => failed.includes(graph.digest(output)));
}

/** The file that a step was to unpack and its context does not have, which is missed only when the step's cache key is made. */
function missingArchive({ kind }: GraphStep, { message }: GatewayError): string | undefined {
  return kind === "unpack" ? /"\/([^"]+)": not found/.exec(message)?.[1] : undefined;
}

/** An archive that could not be had. */
export interface FailedDownload {
  readonly entry: ClosureEntry;
  /** In words that follow the cache's name. */
  readonly reason: string;
  /** The same file may come whole next time. */
  readonly transient: boolean;
}

/** Which archives an error is about: none where it is not about a download. */
export function failedDownloads(error: GatewayError, graph: Graph, steps: readonly GraphStep[]): FailedDownload[] {
  const step = failedStep(error, graph, steps);
  const [entry] = step?.entries ?? [];
  if (step === undefined || entry === undefined) return [];
  if (step.kind === "download") {
    const mismatch = /digest mismatch/.test(error.message);
    const failure = describeHttpFailure(error, entry.cache);
    if (mismatch) return [{ entry, reason: "serves another file than it describes", transient: true }];
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
        hint: "a cache that serves other bytes than it signed for is broken, or worse",
      };
    case "evaluate":
      return {
        code: "evaluation-failed",
        message: `${step.subject} could not be looked up${why}`,
        ...place,
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
    case "generate":
      return {
        code: "generate-failed",
        message: `${step.subject} could not be made${why}`,
        ...place,
      };
  }
}

function exitOf(reason: string): string {
  return /exit code: \d+/.exec(reason)?.[0] ?? reason;
}

function downloadReason(reason: string, cache: string): string {
  // With a checksum the daemon hashes an error page like any other file.
  if (/digest mismatch/.test(reason)) return "what the server sends is not the file that the cache describes";
  if (!/^https?:/.test(cache)) return reason;
  return `the server ${describeHttpFailure(new GatewayError({ message: reason }), new URL(cache).host).reason}`;
}
