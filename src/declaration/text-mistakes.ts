import type { Node } from "acorn";
import { DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { type ParsedScript, visit } from "./parse-script.ts";

/**
 * What is right by the language and never meant: what a compiler of TypeScript or a reader would say of the text alone. Throws
 * a DeclError for what cannot be meant; what is doubtful is the answer.
 */
export function textMistakes(script: ParsedScript): Diagnostic[] {
  const warnings: Diagnostic[] = [];
  const errors: Omit<Diagnostic, "severity">[] = [];
  visit(script.program, (node) => {
    if (node.type === "ObjectExpression") errors.push(...repeatedNames(script, node));
    // An imported JSON file has no other quotes.
    if (node.type === "Literal" && script.prefix === undefined) warnings.push(...plainReferences(script, node));
    for (const module of modulesIn(node)) errors.push(...undividedArguments(script, module));
  });
  const [first, ...others] = errors;
  if (first !== undefined) throw new DeclError(first, others);
  return warnings;
}

interface Member extends Node {
  readonly kind: "init" | "get" | "set";
  readonly computed: boolean;
  readonly key: Node & { readonly name?: string; readonly value?: unknown };
  readonly value: Node;
}

/** Of two members with one name the second wins silently. */
function repeatedNames({ source }: ParsedScript, node: Node): Omit<Diagnostic, "severity">[] {
  const first = new Map<string, Place>();
  const found: Omit<Diagnostic, "severity">[] = [];
  for (const member of (node as unknown as { properties: Member[] }).properties) {
    if (member.type !== "Property" || member.computed || member.kind !== "init") continue;
    const name = String(member.key.name ?? member.key.value);
    const place = source.place(member.key.start, member.key.end);
    const before = first.get(name);
    first.set(name, before ?? place);
    if (before === undefined) continue;
    const { line, column } = before.start;
    found.push({
      code: "repeated-name",
      message: `"${name}" stands twice in this object`,
      place,
      hint: `the first is at ${line}:${column} and would be lost: join them`,
    });
  }
  return found;
}

/** What a declaration's texts refer to by names with dots. No shell has such variables. */
const REFERENCE = /\$\{\s*(?:pkgs|config|args|platform|lib)\s*[.?[][^}$]*(?:\$(?!\{)[^}$]*)*\}/g;

/** `"${pkgs.hello}"`: only backquotes make a text of it. */
function plainReferences({ source }: ParsedScript, node: Node): Diagnostic[] {
  const { raw = "", value } = node as { raw?: string; value?: unknown };
  if (typeof value !== "string") return [];
  return [...raw.matchAll(REFERENCE)].map(({ 0: text, index }) => ({
    code: "plain-reference",
    severity: "warning",
    message: `${text} stays as it is written: these quotes replace nothing`,
    place: source.place(node.start + index, node.start + index + text.length),
    hint: `write the text in backquotes: \`${text}\``,
  }));
}

type Called = Node & {
  readonly callee?: { readonly name?: string };
  readonly arguments?: readonly Node[];
  readonly declaration?: Node | null;
};

/** The modules that stand in a node: of `image(…)`, `images({ … })`, `imports: […]` and the default export. */
function modulesIn(node: Node): readonly Node[] {
  const { callee, arguments: given = [], declaration } = node as Called;
  if (node.type === "ExportDefaultDeclaration")
    return declaration === null || declaration === undefined ? [] : [declaration];
  if (node.type === "CallExpression" && (callee?.name === "image" || callee?.name === "module"))
    return given.slice(0, 1);
  if (node.type === "CallExpression" && callee?.name === "images") {
    return given.flatMap(
      (one) => (one as unknown as { properties?: Member[] }).properties?.map(({ value }) => value) ?? [],
    );
  }
  const { key, value } = node as Member;
  if (node.type === "Property" && key.name === "imports" && value.type === "ArrayExpression") {
    return (value as unknown as { elements: (Node | null)[] }).elements.filter((one) => one !== null);
  }
  return [];
}

const ARGUMENTS = ["pkgs", "config", "lib", "args", "platform", "target"];

/** `(pkgs) => …`: a module is called with one object that has them all. */
function undividedArguments({ source }: ParsedScript, module: Node | undefined): Omit<Diagnostic, "severity">[] {
  const params = (module as { params?: readonly (Node & { readonly name?: string })[] } | undefined)?.params ?? [];
  const [first] = params;
  if (module === undefined || first?.name === undefined || !ARGUMENTS.includes(first.name)) return [];
  const names = params.flatMap(({ name }) => name ?? []).join(", ");
  return [
    {
      code: "undivided-arguments",
      message: `a module is called with one object, and ${first.name} is a part of it`,
      place: source.place(first.start, first.end),
      hint: `write \`({ ${names} }) => …\``,
    },
  ];
}
