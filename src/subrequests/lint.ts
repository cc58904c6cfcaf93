import { checkImages } from "../build/check-images.ts";
import { lockToFollow, openDeclaration } from "../build/open-declaration.ts";
import type { SourceFiles } from "../engine/error-status.ts";
import { sourceInfo } from "../llb/source-map.ts";
import { DeclError, type Diagnostic, printDiagnostic } from "../text/diagnostic.ts";
import { type Location, locationOf } from "./location.ts";
import type { Subrequest } from "./subrequest.ts";

interface LintResult {
  readonly warnings: readonly LintWarning[];
  /** `pb.SourceInfo` as encoding/json writes it; `data` is base64. */
  readonly sources: readonly { readonly filename: string; readonly language: string; readonly data: string }[];
  readonly buildError?: { readonly message: string; readonly location?: Location | undefined };
}

interface LintWarning {
  /** "UnreadArgument" */
  readonly ruleName: string;
  readonly url: string;
  readonly detail: string;
  /** Clients read it without a look whether it is there. */
  readonly location: Location;
}

/** `--call=check`: what is wrong or doubtful, found without a download (frontend/subrequests/lint). */
export const lint: Subrequest<LintResult> = {
  definition: {
    name: "frontend.lint",
    version: "1.0.0",
    type: "rpc",
    description: "Check the declaration without building it",
    opts: [{ name: "target", description: "Which image of the file" }],
    metadata: [{ name: "result.json" }, { name: "result.txt" }, { name: "result.statuscode" }],
  },
  run: async (session) => {
    const { request, sources } = session;
    try {
      const opened = await openDeclaration(session);
      const { warnings } = await checkImages(session, opened.declaration, lockToFollow(opened, request));
      return { warnings: warnings.map((warning) => lintWarning(warning, sources)), sources: sourceInfos(sources) };
    } catch (error) {
      if (!(error instanceof DeclError)) throw error;
      const place = error.diagnostics.find((diagnostic) => diagnostic.place !== undefined)?.place;
      const buildError = { message: error.message, location: locationOf(place, sources) };
      return { warnings: [], sources: sourceInfos(sources), buildError };
    }
  },
  print: ({ warnings, sources, buildError }) => {
    const lines = warnings.map(({ ruleName, detail, location: { sourceIndex, ranges } }) => {
      const file = sources[sourceIndex]?.filename;
      return `WARNING: ${ruleName}${file === undefined ? "" : ` in ${file}:${ranges[0]?.start.line}`}\n${detail}\n`;
    });
    if (buildError !== undefined) lines.push(`ERROR: ${buildError.message}\n`);
    return lines.length === 0 ? "Check complete, no warnings found.\n" : lines.join("\n");
  },
  statusCode: ({ warnings, buildError }) => (warnings.length > 0 || buildError !== undefined ? 1 : 0),
};

/** A file that the answer does not show, one of Nix, is named in the text. */
function lintWarning(warning: Diagnostic, sources: SourceFiles): LintWarning {
  const { place, ...described } = warning;
  const location = locationOf(place, sources);
  return {
    ruleName: warning.code.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase()),
    url: "",
    detail: printDiagnostic(location === undefined ? warning : described),
    location: location ?? { sourceIndex: -1, ranges: [] },
  };
}

function sourceInfos(sources: SourceFiles): LintResult["sources"] {
  return Array.from(sources.values(), (file) => {
    const { filename, language = "", data } = sourceInfo(file);
    return { filename, language: language ?? "", data: Buffer.from(data).toString("base64") };
  });
}
