import type { Declaration } from "../declaration/evaluate.ts";
import type { Place } from "../diagnostic.ts";
import { type Configuration, evaluateConfiguration } from "../options/configuration.ts";
import { type ImageContent, imageContent } from "../plan/image-content.ts";
import type { TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";

/** What the declaration says of the image for one platform. */
export interface EvaluatedImage {
  readonly platform: TargetPlatform;
  readonly configuration: Configuration;
  readonly content: ImageContent;
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
    return { platform, configuration, content: imageContent(configuration.config) };
  });
  return { images, readArguments };
}
