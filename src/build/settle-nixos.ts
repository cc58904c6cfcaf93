import { withUndefinedHint } from "../declaration/undefined-hint.ts";
import { evaluateConfiguration } from "../modules/configuration.ts";
import { nixosModule } from "../modules/nixos/definitions.ts";
import { nixosDefinitions } from "../modules/nixos/nixos.ts";
import { placedAtDefinition } from "../packages/nixos/failures.ts";
import { DeclError, type Diagnostic } from "../text/diagnostic.ts";
import type { NixosAnswer } from "../value/nixos-answer.ts";
import { type DraftImage, type EvaluatedImage, finishImage } from "./evaluate-images.ts";

/** NixOS is asked for what is read before anything of it is known. */
const READ_FIRST =
  "what of config.nixos is read only in some cases is not there: read such a group in any case, as `const { gitea } = config.nixos.services` does";

/** A draft with what NixOS has made of it. Throws a DeclError. */
export function settledImage(draft: DraftImage, answer: NixosAnswer): EvaluatedImage {
  const { platform, root, warnings, within, readsNixos } = draft;
  const definitions = nixosDefinitions(draft.configuration.records);
  const placed = <T extends Omit<Diagnostic, "severity">>(one: T) => placedAtDefinition(one, answer, definitions);
  try {
    const configuration = within(() => evaluateConfiguration(root, nixosModule(answer)));
    const image = finishImage({ platform, configuration, warnings, within });
    return { ...image, warnings: image.warnings.map(placed) };
  } catch (error) {
    if (!(error instanceof DeclError)) throw error;
    const [first, ...others] = error.diagnostics.map(placed);
    const failure = first === undefined ? error : new DeclError(first, others);
    throw readsNixos ? withUndefinedHint(failure, READ_FIRST) : failure;
  }
}
