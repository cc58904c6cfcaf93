import type { Configuration } from "../../options/configuration.ts";
import type { PlannedCheck } from "../../plan/checks.ts";
import { at, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import type { GeneratedFile } from "../../value/generated-file.ts";
import type { CheckResult } from "./spec.ts";

/** What is said of a check whose programs the engine cannot run. */
export function skippedCheck({ name, place }: PlannedCheck, image: string, engine: string): Diagnostic {
  return {
    code: "check-skipped",
    severity: "warning",
    message: `image.checks.${name} is left out: the image is for ${image}, and the engine is ${engine}`,
    ...at(place),
    hint: `a build for linux/${engine} runs it, and what holds there mostly holds for ${image}`,
  };
}

/** "in /etc/nginx/nginx.conf:33", as most programs that read a file say it. */
const FILE_AND_LINE = /(\/[\w@%+=,./-]{1,500}):(\d+)/g;

/** A check that failed, in the program's words and where the line that it names comes from. */
export function failureOfCheck(
  check: PlannedCheck,
  { status, output }: CheckResult,
  files: readonly GeneratedFile[],
  records: Configuration["records"],
): Omit<Diagnostic, "severity"> {
  const named = Array.from(output.matchAll(FILE_AND_LINE), ([, path = "", number]) => {
    const file = files.find((one) => one.path === path);
    return file?.type === "file" ? (file.text.split("\n")[Number(number) - 1] ?? "").trim() : "";
  });
  const line = named.find((one) => one !== "");
  const place = line === undefined ? undefined : placeOfLine(records, check.about, line);
  const code = status === null ? "" : ` (exit code: ${status})`;
  return {
    code: "check-failed",
    message: `image.checks.${check.name} failed${code}: ${output === "" ? "it said nothing" : output}`,
    ...at(place ?? check.place),
    hint: line && `that line is: ${line}`,
  };
}

/**
 * The option below `about` whose text has a line, the innermost where there are several: what users wrote goes into files
 * line by line.
 */
function placeOfLine(
  records: Configuration["records"],
  about: readonly (readonly string[])[],
  line: string,
): Place | undefined {
  const found = [...records.values()]
    .filter(({ path }) => about.some((one) => one.every((name, index) => name === path[index])))
    .flatMap(({ path, winners, value }) => {
      const { place } = winners.find((winner) => winner.place !== undefined) ?? {};
      const hasLine = typeof value === "string" && value.split("\n").some((one) => one.trim() === line);
      return hasLine && place !== undefined ? [{ depth: path.length, place }] : [];
    });
  return found.toSorted((a, b) => b.depth - a.depth)[0]?.place;
}
