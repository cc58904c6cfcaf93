import { withUndefinedHint } from "../declaration/undefined-hint.ts";
import { evaluateConfiguration } from "../modules/configuration.ts";
import { nixosModule } from "../modules/nixos/definitions.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { NixosAnswer } from "../value/nixos-answer.ts";
import { type DraftImage, type EvaluatedImage, finishImage } from "./evaluate-images.ts";

/** NixOS is asked for what is read before anything of it is known. */
const READ_FIRST =
  "what of config.nixos is read only in some cases is not there: read such a group in any case, as `const { gitea } = config.nixos.services` does";

/** A draft with what NixOS has made of it. Throws a DeclError. */
export function settledImage(draft: DraftImage, answer: NixosAnswer): EvaluatedImage {
  const { platform, root, warnings, within, readsNixos } = draft;
  try {
    const configuration = within(() => evaluateConfiguration(root, nixosModule(answer)));
    return finishImage({ platform, configuration, warnings, within });
  } catch (error) {
    throw error instanceof DeclError && readsNixos ? withUndefinedHint(error, READ_FIRST) : error;
  }
}
