import type { BuildRequest } from "../context/request.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import { evaluateConfiguration } from "../modules/configuration.ts";
import type { Configuration } from "../options/configuration.ts";
import { type ImageContent, imageContent } from "../plan/image-content.ts";
import { planImageServices } from "../plan/services.ts";
import type { ServiceOrder } from "../services/service-plan.ts";
import type { Diagnostic, Place } from "../text/diagnostic.ts";
import type { TargetPlatform } from "../value/platform.ts";

/** What the declaration says of the image for one platform. */
export interface EvaluatedImage {
  readonly platform: TargetPlatform;
  readonly configuration: Configuration;
  readonly content: ImageContent;
  /** What starts after what; undefined where the image has no services. */
  readonly order?: ServiceOrder | undefined;
  readonly warnings: readonly Diagnostic[];
}

/** Evaluates the declaration for every platform that was asked for, and checks its options. Throws a DeclError. */
export function evaluateImages(request: Pick<BuildRequest, "args" | "target" | "platforms">, declaration: Declaration) {
  const { args, target } = request;
  /** Build arguments that the declaration asks for, and where it first does. */
  const readArguments = new Map<string, Place | undefined>();
  const images = request.platforms.map((platform): EvaluatedImage => {
    const started = declaration.start({ args, target, platform });
    const configuration = evaluateConfiguration(started.root);
    for (const [name, place] of started.readArguments()) readArguments.set(name, place);
    const { warnings, ...content } = contentOf(configuration, platform);
    return { platform, configuration, ...content, warnings: [...declaration.warnings, ...warnings] };
  });
  return { images, readArguments };
}

/** What the configuration asks for, its services included. Throws a DeclError. */
function contentOf(
  configuration: Configuration,
  platform: TargetPlatform,
): Pick<EvaluatedImage, "content" | "order" | "warnings"> {
  const content = imageContent(configuration.config);
  const { files, entrypoint, order, warnings } = planImageServices(configuration, content, platform);
  return {
    content: {
      ...content,
      files: [...content.files, ...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
      container: { ...content.container, entrypoint: entrypoint ?? content.container.entrypoint },
    },
    order,
    warnings: [...configuration.warnings, ...warnings],
  };
}
