import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** The files that people read. */
export const DOCUMENTS: readonly string[] = ["README.md", "CONTRIBUTING.md", ...globSync("docs/*.md", { cwd: ROOT })];

/** A block of commands, as a page shows it. */
export interface CommandBlock {
  readonly document: string;
  /** The heading above it. */
  readonly heading: string;
  readonly commands: readonly DocumentedCommand[];
}

export interface DocumentedCommand {
  /** Without the prompt and without a comment behind it. */
  readonly text: string;
  /** What it is said to print; "…" stands for anything. */
  readonly output: readonly string[];
}

/** All blocks whose language is console, in which commands stand behind "$ ". */
export function commandBlocks(document: string): CommandBlock[] {
  let heading = "";
  const blocks: CommandBlock[] = [];
  for (const [, title, language, text = ""] of readFileSync(join(ROOT, document), "utf8").matchAll(
    /^#+ (.*)$|^ *```(\S*)[^\n]*\n([\s\S]*?)^ *```$/gm,
  )) {
    if (title !== undefined) heading = title;
    if (language === "console") blocks.push({ document, heading, commands: commandsIn(text) });
  }
  return blocks;
}

function commandsIn(text: string): DocumentedCommand[] {
  const commands: { text: string; output: string[] }[] = [];
  for (const line of text.trimEnd().split("\n")) {
    const last = commands.at(-1);
    if (line.startsWith("$ ")) commands.push({ text: line.slice(2), output: [] });
    else if (last?.text.endsWith("\\") === true) last.text += `\n${line}`;
    else last?.output.push(line);
  }
  return commands.map((command) => ({ ...command, text: command.text.replace(/\s+#.*$/, "") }));
}

/** Commands that stand as text of their own, indented by four. */
export function indentedCommands(document: string): string[] {
  const text = readFileSync(join(ROOT, document), "utf8").replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");
  return Array.from(text.matchAll(/^ {4}((?:docker|npx|npm|decl|scripts\/\S+) .*)$/gm), ([, command = ""]) =>
    command.replace(/\s+#.*$/, ""),
  );
}

/** Files that a page shows, by the name behind the language. */
export function documentedFiles(document: string): Record<string, string> {
  const text = readFileSync(join(ROOT, document), "utf8");
  return Object.fromEntries(
    Array.from(text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm), ([, name = "", content = ""]) => [name, content]),
  );
}
