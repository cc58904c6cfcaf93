import type { Argument, Command, Part } from "./command.ts";
import { textParts } from "./command.ts";
import type { PlanCommand, PlanText } from "./plan-file.ts";

/** A text of the model as the plan has it: `%H` for what is known only in the container, `%%` for a percent sign. */
export function planText(text: string): PlanText {
  return textParts(text)
    .map((part) => (part.kind === "specifier" ? `%${part.letter}` : percentText(part)))
    .join("");
}

export function planCommand(command: Command): PlanCommand {
  return {
    run: [command.program, ...command.args].map(argumentText),
    calledAs: command.calledAs && argumentText(command.calledAs),
    ignoreFailure: command.ignoreFailure || undefined,
    asRoot: command.asRoot || undefined,
  };
}

function argumentText(argument: Argument): string {
  return argument.kind === "split" ? `$${argument.name}` : argument.parts.map(partText).join("");
}

function partText(part: Part): string {
  switch (part.kind) {
    case "text":
      return percentText(part).replaceAll("$", "$$$$");
    case "variable":
      return `\${${part.name}}`;
    case "specifier":
      return `%${part.letter}`;
  }
}

const percentText = (part: Part): string => (part.kind === "text" ? part.text.replaceAll("%", "%%") : "");

/** A list that the plan leaves out where it is empty. */
export function list<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}

/** Bytes as latin1, in which the placeholders of packages (U+E0D0 to U+E0D1, in UTF-8) are what they are in other texts. */
export function withPackages(bytes: string): string {
  return bytes.replaceAll(/\xee\x83\x90(?:(?!\xee\x83\x90)[\s\S])*?\xee\x83\x91/g, (found) =>
    Buffer.from(found, "latin1").toString("utf8"),
  );
}
