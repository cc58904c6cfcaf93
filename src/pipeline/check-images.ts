import type { Declaration } from "../declaration/evaluate.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Gateway } from "../gateway/client.ts";
import { readPackageSet } from "../gateway/package-names.ts";
import { placeOfMention } from "../options/mention.ts";
import { mentionsNames, type Packages, resolvePackages } from "../plan/packages.ts";
import type { BuildRequest } from "../request/request.ts";
import { type EvaluatedImage, evaluateImages } from "./evaluate-images.ts";
import { unreadArguments } from "./unread-arguments.ts";

/** The image for one platform, as far as it is known before anything is downloaded. */
export interface CheckedImage extends EvaluatedImage {
  readonly packages: Packages;
}

interface CheckedImages {
  /** One for each platform that was asked for. */
  readonly images: readonly CheckedImage[];
  /** About all of them, each there once. */
  readonly warnings: readonly Diagnostic[];
}

/** Evaluates the declaration and finds everything in it that is wrong or doubtful. Throws a DeclError for what is wrong. */
export async function checkImages(
  gateway: Gateway,
  request: BuildRequest,
  declaration: Declaration,
): Promise<CheckedImages> {
  const { images, readArguments } = evaluateImages(request, declaration);
  const checked: CheckedImage[] = [];
  for (const image of images) {
    const { platform, configuration, content } = image;
    const packageSet = mentionsNames(content) ? await readPackageSet(gateway, request, platform) : undefined;
    const placeOf = (name: string) => placeOfMention(configuration, name);
    checked.push({ ...image, packages: resolvePackages(content, placeOf, packageSet) });
  }
  const unread = unreadArguments(Object.keys(request.args), [...readArguments.keys()]);
  const declared = images.flatMap(({ configuration }) => configuration.warnings);
  return { images: checked, warnings: [...unread, ...uniqueWarnings(declared)] };
}

/** Every platform's configuration says the same again. */
function uniqueWarnings(warnings: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}
