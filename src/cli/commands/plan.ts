import { fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { answer, json, onDeclaration, oneOrAll } from "../outcome.ts";
import { readPackageSource } from "../package-source.ts";
import { plan } from "../plan.ts";

export const planCommand: Command = {
  name: "plan",
  usage: ["FILE", "what the image is made of, as JSON"],
  options: ["nixpkgs"],
  run: async ({ words, values: { nixpkgs }, evaluation }) => {
    const path = fileOf("plan", words);
    return onDeclaration(path, evaluation.json, async (declaration, file) => {
      const source = await readPackageSource(file, { file: path, nixpkgs });
      return answer(json(oneOrAll(await plan(declaration, evaluation, source))));
    });
  },
};
