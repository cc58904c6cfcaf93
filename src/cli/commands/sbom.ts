import { fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { answer, json, onDeclaration } from "../outcome.ts";
import { sbom } from "../sbom.ts";

export const sbomCommand: Command = {
  name: "sbom",
  usage: ["FILE", "the SBOM of the image, as SPDX in JSON; it needs the lock file"],
  run: async ({ words, evaluation }) => {
    const path = fileOf("sbom", words);
    return onDeclaration(path, evaluation.json, async (declaration, file) =>
      answer(json(await sbom(declaration, { ...evaluation, file: path }, file))),
    );
  },
};
