import type { Session } from "../../context/session.ts";
import type { Configuration } from "../../options/configuration.ts";
import type { ImagePlan } from "../../plan/image-plan.ts";
import { at, DeclError, type Diagnostic } from "../../text/diagnostic.ts";
import type { GraphStep } from "../graph-step.ts";
import { RESULT } from "../helper/result.ts";
import type { HelperPlace } from "../helper-step.ts";
import { solveSteps } from "../solve-steps.ts";
import type { ImageFiles } from "../store-mounts.ts";
import { failureOfCheck, skippedCheck } from "./failure.ts";
import { checkResult } from "./spec.ts";
import { checkStep } from "./step.ts";

interface CheckJob extends HelperPlace {
  readonly plan: ImagePlan;
  readonly files: ImageFiles;
  readonly records: Configuration["records"];
}

/**
 * Runs the checks of a finished image, which must hold before it is returned: each in a graph of its own, so that the image
 * does not depend on it. Answers with a note for each that cannot run here. Throws a DeclError with those that fail.
 */
export async function runChecks(session: Session, job: CheckJob): Promise<Diagnostic[]> {
  const { plan, files, buildPlatform, records } = job;
  const notes: Diagnostic[] = [];
  const failures: Omit<Diagnostic, "severity">[] = [];
  for (const check of plan.checks) {
    const isNative = plan.platform.architecture === buildPlatform.architecture;
    const state = isNative ? checkStep(check, plan, files, job) : undefined;
    if (state === undefined) {
      notes.push(skippedCheck(check, plan.platform.architecture, buildPlatform.architecture));
      continue;
    }
    const step: GraphStep = { output: state, kind: "run", subject: `image.checks.${check.name}`, ...at(check.place) };
    const tree = await solveSteps(session, { state, steps: [step], buildPlatform });
    const result = checkResult(JSON.parse(`${await tree.readFile(RESULT)}`), "result");
    if (result.status !== 0) failures.push(failureOfCheck(check, result, plan.generated.files, records));
  }
  const [first, ...others] = failures;
  if (first !== undefined) throw new DeclError(first, others);
  return notes;
}
