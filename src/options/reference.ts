import type { OptionDeclaration } from "../value/option-declaration.ts";
import { pathText } from "./merge-context.ts";
import { type ListedOption, listOptions } from "./option-list.ts";
import type { OptionSet } from "./option-tree.ts";
import { types } from "./types/table.ts";
import { valueText } from "./value-forms.ts";

/** The option reference, in Markdown: a chapter for each first name, in the order of the alphabet. */
export function referenceOf(tree: OptionSet): string {
  const chapters = new Map<string, ListedOption[]>();
  const listed = [...listOptions(tree)];
  for (const one of listed) {
    const [first = ""] = one.path;
    chapters.set(first, [...(chapters.get(first) ?? []), one]);
  }
  const names = [...chapters.keys()].sort();
  return `# Options

<!-- Generated from src/modules by \`npm run generate\`: do not edit. -->

What a declaration can define. \`<name>\` is a name of your choice, \`*\` an element of a list. Defaults yield to every
definition; \`decl explain FILE OPTION\` tells where a value comes from.

${names.map((name) => `- [${name}](#${name.toLowerCase()})`).join("\n")}
${names.map((name) => chapter(name, chapters.get(name) ?? [])).join("")}${linksTo(listed)}`;
}

/** What the names of files in brackets lead to, seen from docs/. */
function linksTo(options: readonly ListedOption[]): string {
  const files = new Set(options.flatMap(({ option }) => option.place?.file ?? []));
  return files.size === 0
    ? ""
    : `\n${[...files]
        .sort()
        .map((file) => `[${file}]: ../${file}\n`)
        .join("")}`;
}

function chapter(name: string, options: readonly ListedOption[]): string {
  return `\n## ${name}\n${options.map(entry).join("")}`;
}

function entry({ path, option }: ListedOption): string {
  return `\n### \`${optionName(path)}\`\n\n${paragraphs(option).join("\n\n")}\n`;
}

/** A path as text, in which `<name>` and `*`, which stand for names and elements, are not quoted. */
export function optionName(path: readonly string[]): string {
  return path.map((name) => (name === "<name>" || name === "*" ? name : pathText([name]))).join(".");
}

function paragraphs(option: OptionDeclaration): string[] {
  if (option.renamedTo !== undefined) return [`Renamed: this is now called \`${option.renamedTo}\`.`];
  const fallback = defaultText(option);
  const facts = [
    `- Type: ${types.wordsInFull(option.type)}${option.readOnly === true ? ", read-only" : ""}`,
    ...(fallback === undefined ? [] : [`- Default: ${code(fallback)}`]),
    ...(option.example === undefined ? [] : [`- Example: ${code(valueText(option.example))}`]),
    ...(option.place === undefined ? [] : [`- Declared in [${option.place.file}]`]),
  ];
  return [
    ...(option.description === undefined ? [] : [option.description.trim()]),
    ...(option.deprecated === undefined ? [] : [`Deprecated: ${option.deprecated}.`]),
    facts.join("\n"),
  ];
}

/** The default of an option as text; undefined if it has none. */
export function defaultText(option: OptionDeclaration): string | undefined {
  return option.defaultText ?? (option.default === undefined ? undefined : valueText(option.default));
}

/** Code within the line, or in a block below it if it is long. */
function code(text: string): string {
  if (!text.includes("`") && text.length <= 90) return `\`${text}\``;
  return `\n\n  \`\`\`\`ts\n${text.replace(/^/gm, "  ")}\n  \`\`\`\``;
}
