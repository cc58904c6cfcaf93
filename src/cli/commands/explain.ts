import { evaluateConfiguration } from "../../modules/configuration.ts";
import type { Place } from "../../text/diagnostic.ts";
import { fileOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { definedOptions, explain } from "../explain.ts";
import { answer, json, onDeclaration } from "../outcome.ts";
import { printDefined, printExplanation } from "../print-explanation.ts";
import { UsageError } from "../usage-error.ts";

export const explainCommand: Command = {
  name: "explain",
  usage: ["FILE [OPTION]", "where values come from: all that the declaration defines, or one option"],
  run: async ({ words, evaluation }) => {
    const path = fileOf("explain", words, 2);
    const [, option] = words;
    return onDeclaration(path, evaluation.json, (declaration, file) => {
      const where = ({ file: name, start }: Place) => `${file.shownPath(name)}:${start.line}:${start.column}`;
      const { args, target, platforms } = evaluation;
      const [platform] = platforms;
      if (platform === undefined) throw new UsageError("--platform is empty");
      const started = declaration.start({ args, target, platform });
      const configuration = declaration.within(() => evaluateConfiguration(started.root));
      started.refuseUnreadTarget();
      if (option === undefined) {
        const options = definedOptions(configuration);
        return answer(evaluation.json ? json(options) : printDefined(options, where));
      }
      const explanation = explain(configuration, option);
      return answer(evaluation.json ? json(explanation) : printExplanation(explanation, where));
    });
  },
};
