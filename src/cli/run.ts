import type { Declaration } from "../declaration/evaluate.ts";
import { DeclError, type Diagnostic, type Place } from "../diagnostic.ts";
import { evaluateConfiguration } from "../options/configuration.ts";
import { buildCommand } from "./build-command.ts";
import { type Checked, check } from "./check.ts";
import { type Command, type LockCommand, parseCommand, USAGE, UsageError } from "./command.ts";
import { type DeclarationFile, readDeclarationFile } from "./declaration-file.ts";
import { printWithExcerpt } from "./excerpt.ts";
import { definedOptions, explain } from "./explain.ts";
import { writeLock } from "./lock.ts";
import { optionTable, printOptions } from "./option-table.ts";
import { plan } from "./plan.ts";
import { printDefined, printExplanation } from "./print-explanation.ts";

/** What the program says and how it ends: 0 for all is well, 1 for a wrong declaration, 2 for a wrong command line. */
export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `decl` with the arguments after its name. What is neither the user's mistake nor an answer is thrown. */
export async function runCommand(argv: readonly string[], version: string): Promise<Outcome> {
  try {
    const command = parseCommand(argv);
    switch (command.name) {
      case "help":
        return answer(USAGE);
      case "version":
        return answer(`decl ${version}\n`);
      case "options": {
        const rows = optionTable(command.prefix);
        return answer(command.json ? json(rows) : printOptions(rows));
      }
      default:
        return await evaluate(command);
    }
  } catch (error) {
    // A platform that there is not is a mistake of the command line too.
    if (error instanceof UsageError || error instanceof DeclError) {
      return { code: 2, stdout: "", stderr: `decl: ${error.message}\n` };
    }
    throw error;
  }
}

type FileCommand = Exclude<Extract<Command, { readonly file: string }>, LockCommand>;

async function evaluate(command: FileCommand | LockCommand): Promise<Outcome> {
  const file = await readDeclarationFile(command.file);
  const asJson = command.name !== "lock" && command.json;
  try {
    const declaration = await file.open();
    switch (command.name) {
      case "lock":
        return { code: await writeLock(declaration, command), stdout: "", stderr: "" };
      case "check":
        return checked(command, file, check(declaration, command));
      case "explain":
        return explained(command, file, declaration);
      case "plan": {
        const plans = await plan(declaration, command);
        return answer(json(plans.length === 1 ? plans[0] : plans));
      }
    }
  } catch (error) {
    if (!(error instanceof DeclError)) throw error;
    if (asJson) return { code: 1, stdout: json({ diagnostics: error.diagnostics }), stderr: "" };
    return { code: 1, stdout: "", stderr: print(error.diagnostics, file) };
  }
}

function checked(command: FileCommand, file: DeclarationFile, { warnings, images }: Checked): Outcome {
  if (command.json) return answer(json({ diagnostics: warnings }));
  const count = warnings.length === 1 ? "1 warning" : `${warnings.length} warnings`;
  const commands = images.flatMap((image) => {
    const line = buildCommand(command.file, image, command.args);
    return line === undefined ? [] : [`  ${line}\n`];
  });
  const stdout = `${command.file}: no mistakes${warnings.length === 0 ? "" : `, ${count}`}\n${commands.join("")}`;
  return { code: 0, stdout, stderr: print(warnings, file) };
}

function explained(
  command: Extract<Command, { name: "explain" }>,
  file: DeclarationFile,
  declaration: Declaration,
): Outcome {
  const where = ({ file: name, start }: Place) => `${file.shownPath(name)}:${start.line}:${start.column}`;
  const [platform] = command.platforms;
  if (platform === undefined) throw new UsageError("--platform is empty");
  const { args, target } = command;
  const configuration = evaluateConfiguration(declaration.start({ args, target, platform }).root);
  if (command.option === undefined) {
    const options = definedOptions(configuration);
    return answer(command.json ? json(options) : printDefined(options, where));
  }
  const explanation = explain(configuration, command.option);
  return answer(command.json ? json(explanation) : printExplanation(explanation, where));
}

const answer = (stdout: string): Outcome => ({ code: 0, stdout, stderr: "" });
const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
const print = (diagnostics: readonly Diagnostic[], file: DeclarationFile): string =>
  diagnostics.map((diagnostic) => printWithExcerpt(diagnostic, file)).join("\n");
