import { expandSpecifiers, RUNTIME_MARK, type SpecifierValues } from "./specifiers.ts";
import { splitWords, UnitSyntaxError, type Word } from "./word-syntax.ts";

/** A part of an argument: text, a variable of the service's environment, or a specifier that is known at run time. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "specifier"; readonly letter: string };

/** One argument; or, for a word `$NAME` that stands alone, as many as the variable's value has words. */
export type Argument =
  | { readonly kind: "one"; readonly parts: readonly Part[] }
  | { readonly kind: "split"; readonly name: string };

/** A command of ExecStart= and its like. */
export interface Command {
  /** The prefix `-`. */
  readonly ignoreFailure: boolean;
  /** The prefixes `+` and `!`: not as User=. */
  readonly asRoot: boolean;
  /** The prefix `@`: what the command is told that it is called. */
  readonly calledAs?: Argument | undefined;
  readonly program: Argument;
  readonly args: readonly Argument[];
}

/**
 * A line of commands (man systemd.service, "Command lines"): prefixes, quotes, specifiers, `${NAME}` and `$NAME`, and `;` between
 * several commands.
 *
 * @throws UnitSyntaxError
 */
export function parseCommands(line: string, specifiers: SpecifierValues): Command[] {
  const groups: Word[][] = [[]];
  for (const word of splitWords(line)) {
    if (word.text === ";" && !word.quoted) groups.push([]);
    else groups.at(-1)?.push(word);
  }
  return groups.filter((words) => words.length > 0).map((words) => parseCommand(words, specifiers));
}

function parseCommand(words: readonly Word[], specifiers: SpecifierValues): Command {
  const [first, ...rest] = words;
  const text = first?.text ?? "";
  const prefixes = /^[@:+!|-]*/.exec(text)?.[0] ?? "";
  for (const prefix of "@-:+") {
    if (prefixes.split(prefix).length > 2) throw new UnitSyntaxError(`the prefix ${prefix} is there twice`);
  }
  if (prefixes.includes("|")) throw new UnitSyntaxError("the prefix | (a login shell) is not supported");
  const bangs = prefixes.split("!").length - 1;
  if (bangs > 2 || (bangs > 0 && prefixes.includes("+"))) {
    throw new UnitSyntaxError("of the prefixes +, ! and !! there can be one");
  }
  const program = expandSpecifiers(text.slice(prefixes.length), specifiers);
  if (program === "") throw new UnitSyntaxError("there is no program after the prefixes");
  if (program.startsWith("$")) throw new UnitSyntaxError("a variable cannot be the program");
  const literal = prefixes.includes(":");
  const args = rest.map(({ text, quoted }) => {
    const unescaped = !quoted && text === "\\;" ? ";" : text.replaceAll("\\;", ";");
    return parseArgument(expandSpecifiers(unescaped, specifiers), literal);
  });
  const calledAs = prefixes.includes("@") ? args.shift() : undefined;
  if (prefixes.includes("@") && calledAs === undefined) {
    throw new UnitSyntaxError("after the prefix @ the program's name follows the program");
  }
  return {
    ignoreFailure: prefixes.includes("-"),
    // `!!` is for kernels without ambient capabilities; it does nothing on others.
    asRoot: prefixes.includes("+") || bangs === 1,
    calledAs,
    program: { kind: "one", parts: textParts(program) },
    args,
  };
}

function parseArgument(text: string, literal: boolean): Argument {
  if (literal) return { kind: "one", parts: textParts(text) };
  const alone = /^\$([A-Za-z_][A-Za-z0-9_]*)$/.exec(text)?.[1];
  if (alone !== undefined) return { kind: "split", name: alone };
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)) {
    parts.push(...textParts(text.slice(end, match.index)));
    parts.push(match[1] === undefined ? { kind: "text", text: "$" } : { kind: "variable", name: match[1] });
    end = match.index + match[0].length;
  }
  parts.push(...textParts(text.slice(end)));
  return { kind: "one", parts };
}

/** The parts of a text in which only run-time specifiers are special. */
export function textParts(text: string): Part[] {
  const parts: Part[] = [];
  const [first = "", ...marked] = text.split(RUNTIME_MARK);
  if (first !== "") parts.push({ kind: "text", text: first });
  for (const piece of marked) {
    parts.push({ kind: "specifier", letter: piece.charAt(0) });
    if (piece.length > 1) parts.push({ kind: "text", text: piece.slice(1) });
  }
  return parts;
}
