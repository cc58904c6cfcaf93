import { at, DeclError, type Diagnostic } from "../diagnostic.ts";
import { CHECK_RESULT, checkStep } from "../graph/check-step.ts";
import type { GraphStep } from "../graph/graph-step.ts";
import type { HelperPlace } from "../graph/helper-step.ts";
import type { CheckResult } from "../helper/check.ts";
import { marshal } from "../llb/marshal.ts";
import type { SourceFile } from "../llb/source-map.ts";
import type { State } from "../llb/vertex.ts";
import type { Configuration } from "../options/configuration.ts";
import { failureOfCheck, skippedCheck } from "../plan/checks.ts";
import type { ImagePlan } from "../plan/image-plan.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { solveStep } from "./solve-step.ts";

interface CheckJob extends HelperPlace {
  readonly request: BuildRequest;
  readonly plan: ImagePlan;
  /** The image's file system. */
  readonly image: State;
  readonly records: Configuration["records"];
  readonly sources: readonly SourceFile[];
}

/**
 * Runs the checks of a finished image, which must hold before it is returned: each in a graph of its own, so that the image
 * does not depend on it. Answers with a note for each that cannot run here. Throws a DeclError with those that fail.
 */
export async function runChecks(gateway: Gateway, job: CheckJob): Promise<Diagnostic[]> {
  const { request, plan, image, buildPlatform, records, sources } = job;
  const notes: Diagnostic[] = [];
  const failures: Omit<Diagnostic, "severity">[] = [];
  for (const check of plan.checks) {
    const isNative = plan.platform.architecture === buildPlatform.architecture;
    const state = isNative ? checkStep(check, plan, image, job) : undefined;
    if (state === undefined) {
      notes.push(skippedCheck(check, plan.platform.architecture, buildPlatform.architecture));
      continue;
    }
    const graph = marshal(state, { platform: buildPlatform, sources });
    const step: GraphStep = { output: state, kind: "run", subject: `image.checks.${check.name}`, ...at(check.place) };
    const ref = await solveStep(gateway, request, graph, step);
    // The helper writes no other.
    const result = JSON.parse(`${await gateway.readFile(ref, CHECK_RESULT)}`) as CheckResult;
    if (result.status !== 0) failures.push(failureOfCheck(check, result, plan.generated.files, records));
  }
  const [first, ...others] = failures;
  if (first !== undefined) throw new DeclError(first, ...others);
  return notes;
}
