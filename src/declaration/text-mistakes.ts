import type { Node } from "acorn";
import { DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { type ParsedScript, visit } from "./parse-script.ts";

/**
 * Finds mistakes that are valid JavaScript but visible in the text alone, as a linter would. Throws a DeclError for certain mistakes, and
 * returns a warning for each doubtful one.
 */
export function textMistakes(script: ParsedScript): Diagnostic[] {
  const warnings: Diagnostic[] = [];
  const errors: Omit<Diagnostic, "severity">[] = [];
  visit(script.program, (node) => {
    if (node.type === "ObjectExpression") errors.push(...repeatedNames(script, node));
    // An imported JSON file can only have double quotes.
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

/** Reports two members of one name in an object, where JavaScript silently takes the second. */
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

/** A reference to a declaration's values, with a dot in it. Variables of shells have no dots. */
const REFERENCE = /\$\{\s*(?:pkgs|config|args|platform|lib)\s*[.?[][^}$]*(?:\$(?!\{)[^}$]*)*\}/g;

/** Warns of `"${pkgs.hello}"`: only texts in backquotes replace it. */
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

/** Reports `(pkgs) => …`: a module has one argument, an object with `pkgs` and the others in it. */
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
