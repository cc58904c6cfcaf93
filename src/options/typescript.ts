import type { ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { SettingTable } from "../value/setting.ts";
import type { TypeDescriptor, TypeOf } from "../value/type-descriptor.ts";
import type { OptionNode, OptionSet } from "./option-tree.ts";
import { defaultText } from "./reference.ts";
import { documentedShape, undeclaredType } from "./submodule-shape.ts";
import type { TypeWriter } from "./types/operations.ts";
import { types } from "./types/table.ts";
import { valueText } from "./value-forms.ts";

/**
 * The options as TypeScript: `Options`, what a declaration may write, and `Config`, what a module reads. One source with the
 * documentation, so that editors complete and check what the option system will take. `sections` has the settings of units, by
 * the option that holds them.
 */
export function typescriptOf(tree: OptionSet, sections: Readonly<Record<string, SettingTable>>): string {
  const nested: string[] = [];
  const input: Writing = { side: "input", sections, open: new Map(), nested };
  const options = body(tree, input, "");
  const config = body(tree, { ...input, side: "output" }, "");
  return `/** Generated from src/modules by scripts/generate.ts: do not edit. */
import type { ContextFiles, NixosConfig, NixosOptions, Package, StorePath } from "./references.d.ts";
import type { Def, InstanceModule } from "./lib.d.ts";

type PackageOption = Package | StorePath | ContextFiles | string;
type UnitScalar = string | number | boolean | null | PackageOption;
type UnitValue = UnitScalar | readonly UnitScalar[];
type Attrs<T> = { readonly [name: string]: T };

/** What a declaration may define. */
export interface Options ${options}

/** What modules read: every option has its value. */
export interface Config ${config}
${nested.join("")}${Object.values(sections)
  .map((table) => settingsText(table, input))
  .join("")}`;
}

/** The state of writing the types. */
interface Writing {
  /** What a declaration may write, or what a module reads. */
  readonly side: TypeWriter["side"];
  readonly sections: Readonly<Record<string, SettingTable>>;
  /** The submodules that are being written; one that contains itself gets a name. */
  readonly open: Map<ModuleSource, { name?: string }>;
  /** The interfaces of submodules with a name. */
  readonly nested: string[];
}

function settingsText({ name, settings }: SettingTable, writing: Writing): string {
  const lines = Object.entries(settings).flatMap(([setting, { description, type }]) => [
    ...commentLines([description], "  "),
    `  readonly ${setting}?: Def<${typeText(type, writing, "  ")}>;`,
  ]);
  const unit = typeText({ kind: "unitOption" }, writing, "  ");
  return `\nexport interface ${name} {\n${lines.join("\n")}\n  readonly [ownName: \`X-\${string}\`]: Def<${unit}>;\n}\n`;
}

function body(tree: OptionSet, writing: Writing, indent: string): string {
  const inner = `${indent}  `;
  const lines = [...tree.children].flatMap(([name, node]) => member(name, node, writing, inner));
  return lines.length === 0 ? "Record<string, never>" : `{\n${lines.join("\n")}\n${indent}}`;
}

function member(name: string, node: OptionNode, writing: Writing, indent: string): string[] {
  const { side, sections } = writing;
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  if (node.kind === "set") {
    const type = body(node, writing, indent);
    return [side === "input" ? `${indent}readonly ${key}?: Def<${type}>;` : `${indent}readonly ${key}: ${type};`];
  }
  const { option } = node;
  if (side === "output") {
    return option.renamedTo === undefined
      ? [`${indent}readonly ${key}: ${typeText(option.type, writing, indent)};`]
      : [];
  }
  if (option.internal === true || option.readOnly === true) return [];
  const type =
    option.renamedTo !== undefined ? "unknown" : (sections[name]?.name ?? typeText(option.type, writing, indent));
  return [...comment(option, indent), `${indent}readonly ${key}?: Def<${type}>;`];
}

function comment(option: OptionDeclaration, indent: string): string[] {
  if (option.renamedTo !== undefined) return commentLines([`Now called ${option.renamedTo}.`, "@deprecated"], indent);
  const fallback = defaultText(option);
  return commentLines(
    [
      ...(option.description?.trim().split("\n") ?? []),
      ...(option.deprecated === undefined ? [] : [`@deprecated ${option.deprecated}`]),
      ...(fallback === undefined ? [] : tag("@default", fallback)),
      ...(option.example === undefined ? [] : tag("@example", valueText(option.example))),
    ],
    indent,
  );
}

/** Code is a block of its own where it has more than a line. */
const tag = (name: string, code: string): string[] =>
  code.includes("\n") ? [name, "```ts", ...code.split("\n"), "```"] : [`${name} ${code}`];

function commentLines(lines: readonly string[], indent: string): string[] {
  const texts = lines.map((line) => line.replaceAll("*/", "* /"));
  if (texts.length <= 1) return texts.map((text) => `${indent}/** ${text} */`);
  return [`${indent}/**`, ...texts.map((text) => `${indent} * ${text}`.trimEnd()), `${indent} */`];
}

function typeText(type: TypeDescriptor, writing: Writing, indent: string): string {
  const text = (inner: TypeDescriptor) => typeText(inner, writing, indent);
  return types.typescript(type, {
    side: writing.side,
    text,
    member: (inner) => (writing.side === "input" ? `Def<${text(inner)}>` : text(inner)),
    instance: (inner) => submoduleText(inner, writing, indent),
  });
}

function submoduleText(type: TypeOf<"submodule">, writing: Writing, indent: string): string {
  const { side, open, nested } = writing;
  const around = open.get(type.module);
  if (around !== undefined) {
    around.name ??= `Nested${side === "input" ? "Options" : "Config"}${nested.length + 1}`;
    return around.name;
  }
  const own: { name?: string } = {};
  open.set(type.module, own);
  const { tree, freeform } = documentedShape(types, type);
  const written = body(tree, writing, indent);
  open.delete(type.module);
  if (own.name !== undefined) {
    nested.push(`\ninterface ${own.name} ${written.replaceAll(`\n${indent}`, "\n")}\n`);
    return own.name;
  }
  if (freeform === undefined) return written;
  return `${written} & Attrs<${side === "input" ? "unknown" : typeText(undeclaredType(freeform), writing, indent)}>`;
}
