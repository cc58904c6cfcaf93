import type { Declaration } from "../declaration/evaluate.ts";
import { evaluateConfiguration } from "../modules/configuration.ts";
import { DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { buildCommand } from "./build-command.ts";
import { type Checked, check } from "./check.ts";
import { type Command, type LockCommand, parseCommand, UsageError } from "./command.ts";
import { type DeclarationFile, readDeclarationFile } from "./declaration-file.ts";
import { printWithExcerpt } from "./excerpt.ts";
import { definedOptions, explain } from "./explain.ts";
import { HELP, USAGE } from "./help.ts";
import { type WrittenInit, writeInit } from "./init.ts";
import { writeLock } from "./lock.ts";
import { optionTable, printOptions } from "./option-table.ts";
import { readPackageSource } from "./package-source.ts";
import { plan } from "./plan.ts";
import { printDefined, printExplanation } from "./print-explanation.ts";
import { sbom } from "./sbom.ts";
import { type ImageServices, services } from "./services.ts";

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
        return answer(HELP[command.of] ?? USAGE);
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
        return { ...(await writeLock(declaration, command, file)), stderr: "" };
      case "check":
        return checked(command, file, check(declaration, command));
      case "explain":
        return explained(command, file, declaration);
      case "plan": {
        const plans = await plan(declaration, command, await readPackageSource(file, command));
        return answer(json(plans.length === 1 ? plans[0] : plans));
      }
      case "sbom":
        return answer(json(await sbom(declaration, command, file)));
      case "services":
        return listed(command, file, services(declaration, command));
      case "init":
        return written(command, file, await writeInit(declaration, command, await sourceOf(file, command)));
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

/** With one prefix for all programs, no lock file is asked what they are. */
const sourceOf = async (file: DeclarationFile, command: Extract<Command, { name: "init" }>) =>
  command.prefix === undefined ? readPackageSource(file, command) : undefined;

function listed(
  command: Extract<Command, { name: "services" }>,
  file: DeclarationFile,
  found: readonly ImageServices[],
): Outcome {
  if (command.json) {
    const lists = found.map(({ target, order }) => ({
      ...(target === "" ? {} : { target }),
      units: order?.units ?? [],
    }));
    return answer(json(lists.length === 1 ? lists[0] : lists));
  }
  const texts = found.map(({ target, order }) => {
    if (command.dot) return order?.dot ?? "digraph services {\n}\n";
    return `${target === "" ? "" : `image ${target}:\n`}${order?.text ?? "There are no services.\n"}`;
  });
  const warnings = found.flatMap((image) => image.warnings);
  return { code: 0, stdout: texts.join("\n"), stderr: print(warnings, file) };
}

function written(command: FileCommand, file: DeclarationFile, { folder, warnings, missing }: WrittenInit): Outcome {
  if (command.json) return answer(json({ folder, missing, diagnostics: warnings }));
  const absent =
    missing.length === 0
      ? ""
      : `decl: this machine does not have ${missing.length} of the store paths that the init needs; Nix brings them:\n  nix-store --realise ${missing.join(" ")}\n`;
  const stdout = `${folder}: written. Run it: ${folder}/init STATE-DIR\n`;
  return { code: 0, stdout, stderr: [print(warnings, file), absent].filter((text) => text !== "").join("\n") };
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
