import type { moby } from "@moby/buildkit-proto";
import { type Diagnostic, pathInBrackets } from "../diagnostic.ts";
import { rangeOf, sourceInfo } from "../llb/source-map.ts";
import type { Digest } from "../llb/vertex.ts";
import { visibleText } from "../visible-text.ts";
import type { Gateway } from "./client.ts";
import type { SourceFiles } from "./error-status.ts";

/** Tells the client of warnings, on the step that `digest` names. */
export async function reportWarnings(
  gateway: Gateway,
  warnings: readonly Diagnostic[],
  digest: Digest,
  sources: SourceFiles,
): Promise<void> {
  await Promise.all(warnings.map((warning) => gateway.warn(warnRequest(warning, digest, sources))));
}

/**
 * The Warn request for a diagnostic. `digest` is the vertex that shows it, by custom the one that loads the build file; it
 * must be one that the daemon knows. The excerpt is shown with `docker --debug`.
 */
export function warnRequest(
  warning: Diagnostic,
  digest: Digest,
  sources: SourceFiles,
): moby.buildkit.v1.frontend.WarnRequest.$Properties {
  const { place, path, hint, message } = warning;
  const file = place && sources.get(place.file);
  const where = place === undefined ? "" : `${place.file}:${place.start.line}: `;
  return {
    digest,
    level: 1,
    short: Buffer.from(visibleText(`${where}${message}${pathInBrackets(path)}`)),
    detail: hint === undefined ? [] : [Buffer.from(visibleText(hint))],
    info: file && sourceInfo(file),
    ranges: place && file ? [rangeOf(place)] : [],
  };
}
