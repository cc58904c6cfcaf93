import { wordsOf } from "../../nix/derivation.ts";
import { derivationName } from "../../steps/realise/step.ts";
import { at, DeclError, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import { type Builder, foreignSystem } from "./builder.ts";
import type { BuildPlan, PlannedBuild } from "./plan-builds.ts";

/** The builder, and the place in the declaration for each build. */
interface PlacedBuilder extends Builder {
  placeOf(path: string): Place | undefined;
}

/** The system features that a build step has. Others, such as kvm, need a device. */
const FEATURES = ["benchmark", "big-parallel"];

/** Reports every build that cannot succeed, before any build starts. Throws a DeclError. */
export function refuseUnbuildable(plan: BuildPlan, builder: PlacedBuilder): void {
  const problems: Omit<Diagnostic, "severity">[] = [];
  for (const planned of plan.values()) {
    const reason = refusal(planned, builder);
    if (reason === undefined) continue;
    const name = derivationName(planned.path);
    problems.push({
      code: "cannot-build",
      message: `${name} cannot be built here, and no cache has it: ${reason.message}`,
      ...at(builder.placeOf(planned.path.path)),
      hint: reason.hint,
    });
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new DeclError(first, others);
}

function refusal({ derivation }: PlannedBuild, builder: Builder): Pick<Diagnostic, "message" | "hint"> | undefined {
  const wanted = wordsOf(derivation, "requiredSystemFeatures").filter((feature) => !FEATURES.includes(feature));
  if (wanted.length > 0) {
    return {
      message: `it wants the system feature ${wanted.join(", ")}`,
      hint: "a machine that has it can build it, and put it into a binary cache",
    };
  }
  return derivation.system === "builtin" ? undefined : foreignSystem(derivation.system, builder);
}
