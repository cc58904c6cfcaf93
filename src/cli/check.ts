import { evaluateImages } from "../build/evaluate-images.ts";
import { unreadArguments } from "../build/unread-arguments.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { EvaluationOptions } from "./arguments.ts";
import type { BuiltImage } from "./build-command.ts";
import { wantedTargets } from "./declaration-file.ts";

/** What was found of a declaration that is right. */
export interface Checked {
  readonly warnings: readonly Diagnostic[];
  readonly images: readonly BuiltImage[];
}

/** Evaluates every image of a declaration as a build does, up to its packages. Throws a DeclError; what is doubtful is the answer. */
export function check(declaration: Declaration, options: EvaluationOptions): Checked {
  const read = new Set<string>();
  const warnings: Diagnostic[] = [];
  const built: BuiltImage[] = [];
  for (const target of wantedTargets(declaration, options)) {
    const { images, readArguments } = evaluateImages({ ...options, target }, declaration);
    for (const name of readArguments.keys()) read.add(name);
    const [first] = images;
    if (first !== undefined) {
      const { name, tag } = first.configuration.config.image;
      built.push({ name, tag, target });
    }
    warnings.push(...images.flatMap((image) => image.warnings));
  }
  const all = [...unreadArguments(Object.keys(options.args), [...read]), ...warnings];
  // Platforms and images of one file say the same again.
  const once = [...new Map(all.map((warning) => [JSON.stringify(warning), warning])).values()];
  return { warnings: once, images: built };
}
