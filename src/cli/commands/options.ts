import type { Command } from "../command.ts";
import { optionTable, printOptions } from "../option-table.ts";
import { answer, json } from "../outcome.ts";
import { UsageError } from "../usage-error.ts";

export const optionsCommand: Command = {
  name: "options",
  usage: ["[PREFIX]", "the options there are"],
  run: async ({ words: [prefix = "", other], evaluation }) => {
    if (other !== undefined) throw new UsageError(`decl options takes one prefix, and "${other}" is another`);
    const rows = optionTable(prefix);
    return answer(evaluation.json ? json(rows) : printOptions(rows));
  },
};
