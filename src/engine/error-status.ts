import type { google } from "@moby/buildkit-proto";
import { rangeOf, type SourceFile, sourceInfo } from "../llb/source-map.ts";
import { stackFrames } from "../reasons/v8.ts";
import { DeclError, type Diagnostic } from "../text/diagnostic.ts";
import { EngineError } from "./engine-error.ts";
import { Code } from "./grpc-code.ts";
import { UnsupportedRequest } from "./unsupported-request.ts";

type Status = google.rpc.Status.$Properties;
type Detail = NonNullable<Status["details"]>[number];

/** The files that places point into, by name; a build adds each file that it reads. */
export type SourceFiles = ReadonlyMap<string, SourceFile>;

/** Excerpts shown for one failed build; all messages are shown in any case. */
const MAX_EXCERPTS = 10;

/**
 * What the user is told when a build fails. A DeclError is its message and an excerpt per place; an error of the daemon is
 * passed on whole; anything else is a bug of the frontend, called `name`, and says so, with its stack only for
 * `docker --debug`.
 */
export function statusOf(error: unknown, sources: SourceFiles, name = "decl"): Status {
  const status = plainStatus(error, sources, name);
  const details = status.details ?? [];
  const hasSource = details.some((detail) => detail.type_url?.endsWith("errdefs.Source+json"));
  return { ...status, details: hasSource ? details : [...details, noExcerpt(sources)] };
}

function plainStatus(error: unknown, sources: SourceFiles, name: string): Status {
  // Code Unknown is the one that is shown without a prefix.
  if (error instanceof DeclError) {
    const details = error.diagnostics.flatMap((diagnostic) => excerpt(diagnostic, sources)).slice(0, MAX_EXCERPTS);
    // Each detail wraps the error and those before it, and the client unwraps: it prints the last one first.
    return { code: Code.UNKNOWN, message: error.message, details: details.reverse() };
  }
  if (error instanceof EngineError) return error.status;
  if (error instanceof UnsupportedRequest) {
    const { message, request } = error;
    return { code: Code.UNKNOWN, message, details: [detail("errdefs.Subrequest+json", { name: request })] };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    code: Code.INTERNAL,
    message: `${name}: internal error: ${message}`,
    details: [stackDetail(stack ?? "", name)],
  };
}

function excerpt({ place }: Diagnostic, sources: SourceFiles): Detail[] {
  const file = place && sources.get(place.file);
  if (place === undefined || file === undefined) return [];
  const range = rangeOf(place);
  const info = sourceInfo(file);
  const data = linesAround(info.data, range.start.line ?? 1, range.end.line ?? 1).toString("base64");
  return [detail("errdefs.Source+json", { info: { ...info, data }, ranges: [range] })];
}

/**
 * The builtin frontend puts the `syntax` line beside every error that has no source of its own, as if that line were
 * wrong. A source without ranges prints nothing and stops it.
 */
function noExcerpt(sources: SourceFiles): Detail {
  const [filename = ""] = sources.keys();
  return detail("errdefs.Source+json", { info: { filename }, ranges: [] });
}

/** The text with all lines but those near the range emptied: errors travel in headers, which are small. */
function linesAround(data: Uint8Array, first: number, last: number): Buffer {
  const lines = Buffer.from(data).toString("utf8").split("\n");
  const near = lines.map((line, index) => (index >= first - 6 && index <= Math.min(last, first + 40) + 4 ? line : ""));
  return Buffer.from(near.slice(0, last + 5).join("\n"));
}

/** As BuildKit's stack frames. */
function stackDetail(stack: string, name: string): Detail {
  const frames = stackFrames(stack).map(({ name, file, line }) => ({ Name: name, File: file, Line: line }));
  return detail("stack.Stack+json", { frames, cmdline: [name], pid: process.pid });
}

function detail(type: string, value: unknown): Detail {
  return { type_url: `github.com/moby/buildkit/${type}`, value: Buffer.from(JSON.stringify(value)) };
}
