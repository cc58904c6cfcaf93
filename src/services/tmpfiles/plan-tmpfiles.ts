import type { Diagnostic } from "../../text/diagnostic.ts";
import type { GeneratedFile } from "../../value/generated-file.ts";
import type { PlanTmpfile } from "../plan-file.ts";
import { bootRule } from "./boot-rule.ts";
import { divideRules } from "./divide-rules.ts";
import { orderRules } from "./order.ts";
import { readTmpfiles, type TmpfilesContext, type TmpfilesOptions } from "./read-tmpfiles.ts";

export interface PlannedTmpfiles {
  /** Files of the image, folders before what is in them. */
  readonly image: readonly GeneratedFile[];
  /** What is done when a container starts, before any service. */
  readonly boot: readonly PlanTmpfile[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * Plans `systemd.tmpfiles`: what lies in the image becomes part of it, the rest is done at boot. `volumes` are declared
 * mount points, absolute paths: what is below them is not the image's.
 *
 * @throws DeclError with every wrong line
 */
export function planTmpfiles(
  options: TmpfilesOptions,
  context: TmpfilesContext & { readonly volumes?: readonly string[] },
): PlannedTmpfiles {
  const { rules, warnings } = readTmpfiles(options, context);
  const { removals, others, warnings: duplicates } = orderRules(rules);
  const { files, atBoot } = divideRules(others, context.volumes ?? []);
  const boot = [...removals.map((rule) => bootRule(rule, "remove")), ...atBoot.map((rule) => bootRule(rule, "make"))];
  return { image: files, boot, warnings: [...warnings, ...duplicates] };
}
