import { at, DeclError } from "../diagnostic.ts";
import type { GraphStep } from "../graph/image-graph.ts";
import type { Graph } from "../llb/marshal.ts";
import type { GatewayError } from "./gateway-error.ts";

/** An error of the daemon in the words of the declaration, where it came from one of our steps; any other as it is. */
export function explainFailure(error: GatewayError, graph: Graph, steps: readonly GraphStep[]): Error {
  const failed = error.detailsOf("errdefs.Vertex+json").map((detail) => (detail as { digest?: string }).digest);
  const step = steps.find(({ output }) => failed.includes(graph.digest(output)));
  if (step === undefined) return error;
  // A file that its step was to read is missed only when the step's cache key is made.
  const missing = /"\/([^"]+)": not found/.exec(error.message)?.[1];
  if (step.kind === "unpack" && missing !== undefined) {
    return new DeclError(describe({ ...step, kind: "download" }, `${missing} is not in it`));
  }
  return new DeclError(describe(step, error.message));
}

function describe(step: GraphStep, reason: string): ConstructorParameters<typeof DeclError>[0] {
  const place = at(step.place);
  switch (step.kind) {
    case "download":
      return {
        code: "download-failed",
        message: `${step.subject} could not be had from ${step.cache}: ${downloadReason(reason)}`,
        ...place,
        hint: "the cache describes this path and does not serve it as described: try again, or ask another cache first",
      };
    case "unpack":
      return {
        code: "unpack-failed",
        message: `${step.subject} from ${step.cache} could not be unpacked (${exitOf(reason)}): its step says why`,
        ...place,
        hint: "a cache that serves other bytes than it signed for is broken, or worse",
      };
    case "generate":
      return {
        code: "generate-failed",
        message: `${step.subject} could not be made (${exitOf(reason)}): its step says why`,
        ...place,
      };
  }
}

function exitOf(reason: string): string {
  return /exit code: \d+/.exec(reason)?.[0] ?? reason;
}

function downloadReason(reason: string): string {
  // With a checksum the daemon hashes an error page like any other file.
  const status = /invalid response status (\d{3}[^:]*)/.exec(reason)?.[1];
  if (status !== undefined) return `the server answers ${status}`;
  if (/digest mismatch/.test(reason)) return "what the server sends is not the file that the cache describes";
  if (/connection refused/.test(reason)) return "the server refuses connections";
  return reason;
}
