import type { moby } from "@moby/buildkit-proto";
import { rangeOf, sourceInfo } from "../llb/source-map.ts";
import type { Digest } from "../llb/vertex.ts";
import { type Diagnostic, pathInBrackets } from "../text/diagnostic.ts";
import { visibleText } from "../text/visible-text.ts";
import type { Engine } from "./client.ts";
import type { SourceFiles } from "./error-status.ts";

/** Tells the client of warnings, on the step that `digest` names. */
export async function reportWarnings(
  { engine, sources }: { readonly engine: Engine; readonly sources: SourceFiles },
  warnings: readonly Diagnostic[],
  digest: Digest,
): Promise<void> {
  await Promise.all(warnings.map((warning) => engine.warn(warnRequest(warning, digest, sources))));
}

/**
 * The Warn request for a diagnostic. `digest` is the vertex that shows it, by custom the one that loads the build file; it
 * must be one that the daemon knows. The excerpt is shown with `docker --debug`.
 */
function warnRequest(
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
    info: file === undefined ? null : sourceInfo(file),
    ranges: place && file ? [rangeOf(place)] : [],
  };
}
