import type { Diagnostic } from "../../text/diagnostic.ts";
import type { GeneratedFile } from "../../value/generated-file.ts";
import { bootScript } from "./boot-script.ts";
import { divideRules } from "./divide-rules.ts";
import { orderRules } from "./order.ts";
import { readTmpfiles, type TmpfilesContext, type TmpfilesOptions } from "./read-tmpfiles.ts";

export interface PlannedTmpfiles {
  /** Files of the image, folders before what is in them. */
  readonly image: readonly GeneratedFile[];
  /** The body of a bash script for the container's start, before any service; "" when there is nothing to do. */
  readonly boot: string;
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
  return { image: files, boot: bootScript(removals, atBoot), warnings: [...warnings, ...duplicates] };
}
