import { evaluateImages } from "../build/evaluate-images.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import type { ServiceOrder } from "../services/service-plan.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { EvaluationOptions } from "./arguments.ts";
import { onePlatform, wantedTargets } from "./declaration-file.ts";

/** The services of one image. */
export interface ImageServices {
  /** "" where the file declares one image only. */
  readonly target: string;
  /** Not there: the image has none. */
  readonly order?: ServiceOrder | undefined;
  readonly warnings: readonly Diagnostic[];
}

/** What starts after what, in every image of the declaration or the one that was chosen. Throws a DeclError. */
export function services(declaration: Declaration, options: EvaluationOptions): ImageServices[] {
  const platforms = [onePlatform(options)];
  return wantedTargets(declaration, options).flatMap((target) =>
    evaluateImages({ ...options, platforms, target }, declaration).images.map(({ order, warnings }) => ({
      target,
      warnings,
      order,
    })),
  );
}
