import { fileOf } from "../arguments.ts";
import { buildCommand } from "../build-command.ts";
import { check } from "../check.ts";
import type { Command } from "../command.ts";
import { answer, json, onDeclaration, printed } from "../outcome.ts";

export const checkCommand: Command = {
  name: "check",
  usage: ["FILE", "what is wrong or doubtful"],
  run: async ({ words, evaluation }) => {
    const path = fileOf("check", words);
    return onDeclaration(path, evaluation.json, (declaration, file) => {
      const { warnings, images } = check(declaration, evaluation);
      if (evaluation.json) return answer(json({ diagnostics: warnings }));
      const count = warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`;
      const commands = images.flatMap((image) => {
        const line = buildCommand(path, image, evaluation.args);
        return line === undefined ? [] : [`  ${line}\n`];
      });
      const stdout = `${path}: no mistakes${warnings.length === 0 ? "" : `, ${count}`}\n${commands.join("")}`;
      return answer(stdout, printed(warnings, file));
    });
  },
};
