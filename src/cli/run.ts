import { DeclError } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import { evaluationOptions, readArguments, specialOptions } from "./arguments.ts";
import { checkCommand } from "./commands/check.ts";
import { explainCommand } from "./commands/explain.ts";
import { initCommand } from "./commands/init.ts";
import { lockCommand } from "./commands/lock.ts";
import { newCommand } from "./commands/new.ts";
import { optionsCommand } from "./commands/options.ts";
import { planCommand } from "./commands/plan.ts";
import { sbomCommand } from "./commands/sbom.ts";
import { servicesCommand } from "./commands/services.ts";
import { typesCommand } from "./commands/types.ts";
import { helpOf, usageOf } from "./help.ts";
import { answer, type Outcome } from "./outcome.ts";
import { UsageError } from "./usage-error.ts";

/** In the order of `decl --help`. */
const COMMANDS = [
  newCommand,
  checkCommand,
  explainCommand,
  planCommand,
  sbomCommand,
  servicesCommand,
  initCommand,
  lockCommand,
  optionsCommand,
  typesCommand,
];

/** What is known of the program that runs. */
export interface OwnFacts {
  readonly version: string;
  /** The folder of decl's own programs for images. */
  readonly programs: string;
}

/** Runs `decl` with the arguments after its name. What is neither the user's mistake nor an answer is thrown. */
export async function runCommand(argv: readonly string[], own: OwnFacts): Promise<Outcome> {
  try {
    return await outcomeOf(argv, own);
  } catch (error) {
    // A platform that there is not is a mistake of the command line too.
    if (error instanceof UsageError || error instanceof DeclError) {
      return { code: 2, stdout: "", stderr: `decl: ${error.message}\n` };
    }
    throw error;
  }
}

async function outcomeOf(argv: readonly string[], { version, programs }: OwnFacts): Promise<Outcome> {
  const { values, words: all } = readArguments(argv);
  if (values.version === true) return answer(`decl ${version}\n`);
  const [name = "help", ...words] = all;
  const asked = name === "help" ? words[0] : name;
  if (values.help === true || name === "help") {
    const one = commandOf(asked);
    if (asked !== undefined && asked !== "help" && one === undefined) throw noCommand(asked);
    return answer(one === undefined ? usageOf(COMMANDS) : helpOf(one));
  }
  const evaluation = evaluationOptions(values);
  const command = commandOf(name);
  if (command === undefined) throw noCommand(name);
  const odd = specialOptions(values).find((option) => command.options?.includes(option) !== true);
  if (odd !== undefined) {
    const takers = COMMANDS.filter(({ options }) => options?.includes(odd));
    throw new UsageError(`--${odd} is for ${takers.map((taker) => `decl ${taker.name}`).join(" and ")}`);
  }
  return command.run({ words, values, evaluation, programs });
}

const commandOf = (name: string | undefined) => COMMANDS.find((command) => command.name === name);

function noCommand(name: string): UsageError {
  const hint = didYouMean(
    name,
    COMMANDS.map((known) => known.name),
  );
  return new UsageError(`there is no command "${name}"${hint === undefined ? "" : `: ${hint}`}`);
}
