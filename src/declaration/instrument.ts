import type { Node, ThrowStatement } from "acorn";
import type { Place } from "../text/diagnostic.ts";
import { type ParsedScript, visit } from "./parse-script.ts";

/** Where an object or array literal stands, and its members as far as they are named in the text. */
export interface LiteralPlaces {
  readonly place: Place;
  readonly keys: ReadonlyMap<string, { readonly key: Place; readonly value: Place }>;
}

/** A module ready for the sandbox. */
export interface InstrumentedScript {
  readonly code: string;
  /** One entry for each marked literal; the mark carries the index. */
  readonly literals: readonly LiteralPlaces[];
  /** The place in the user's file of a 1-based line and column of `code`. */
  readonly originalPlace: (line: number, column: number) => Place;
}

interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/**
 * Marks every object and array literal with where it stands: `{ a: 1 }` becomes `__decl_at(0,4,{ a: 1 })`, where 0 is the
 * file and 4 the literal. So values keep their places through variables, functions, spreads and conditions. The inserted text has no
 * line breaks: lines stay, and columns can be calculated back. A thrown value goes through `__decl_thrown(…)`, since only Errors have
 * a stack. A build argument in a text goes through `__decl_given("NAME",…)`, since a missing one would become the word "undefined".
 */
export function instrument(script: ParsedScript, fileIndex: number): InstrumentedScript {
  const literals: LiteralPlaces[] = [];
  const insertions: Insertion[] = script.prefix === undefined ? [] : [{ offset: 0, text: script.prefix }];
  visit(script.program, (node) => {
    if (node.type === "ThrowStatement") {
      const { argument } = node as ThrowStatement;
      insertions.push({ offset: argument.start, text: "__decl_thrown((" }, { offset: argument.end, text: "))" });
    }
    for (const { name, argument } of argumentsInText(node)) {
      insertions.push({ offset: argument.start, text: `__decl_given(${JSON.stringify(name)},` });
      insertions.push({ offset: argument.end, text: ")" });
    }
    if (node.type !== "ObjectExpression" && node.type !== "ArrayExpression") return;
    insertions.push({ offset: node.start, text: `__decl_at(${fileIndex},${literals.length},` });
    insertions.push({ offset: node.end, text: ")" });
    literals.push({ place: script.source.place(node.start, node.end), keys: memberPlaces(script, node) });
  });
  // The sort is stable: at the same offset the outer literal's opening stays first, since it was visited first.
  insertions.sort((a, b) => a.offset - b.offset);
  return {
    code: insert(script.code, insertions),
    literals,
    originalPlace: (line, column) => {
      const { source } = script;
      const lineStart = source.offset(line, 1);
      let offset = lineStart + column - 1;
      for (const insertion of insertions) {
        if (insertion.offset < lineStart) continue;
        if (insertion.offset >= offset) break;
        offset = Math.max(insertion.offset, offset - insertion.text.length);
      }
      return source.place(offset, tokenEnd(source.text, offset));
    },
  };
}

/** `args.NAME` in a template and beside a plus. */
function argumentsInText(node: Node): { readonly name: string; readonly argument: Node }[] {
  const { expressions = [], operator, left, right } = node as Joining;
  const joined = node.type === "TemplateLiteral" ? expressions : operator === "+" && left && right ? [left, right] : [];
  return joined.flatMap((argument) => {
    const { object, property, computed } = argument as Partial<Reading>;
    if (argument.type !== "MemberExpression" || !isArgs(object)) return [];
    const name = computed === true ? property?.value : property?.name;
    return typeof name === "string" ? [{ name, argument }] : [];
  });
}

/** `args`, or `x.args` where the module's arguments were not taken apart. */
const isArgs = (object: (Node & { name?: string; property?: { name?: string } }) | undefined): boolean =>
  object?.name === "args" || (object?.type === "MemberExpression" && object.property?.name === "args");

interface Joining extends Node {
  readonly expressions?: readonly Node[];
  readonly operator?: string;
  readonly left?: Node;
  readonly right?: Node;
}

interface Reading extends Node {
  readonly object: Node;
  readonly property: Node & { readonly name?: string; readonly value?: unknown };
  readonly computed: boolean;
}

function memberPlaces(script: ParsedScript, node: Node): LiteralPlaces["keys"] {
  const { source } = script;
  const places = new Map<string, { key: Place; value: Place }>();
  const { properties, elements } = node as { properties?: Property[]; elements?: (Node | null)[] };
  for (const property of properties ?? []) {
    const name =
      property.type === "Property" && !property.computed ? (property.key.name ?? property.key.value) : undefined;
    if (name === undefined) continue;
    const key = source.place(property.key.start, property.key.end);
    places.set(String(name), { key, value: source.place(property.value.start, property.value.end) });
  }
  // Behind a spread the indexes are not known any more.
  for (const [index, element] of (elements ?? []).entries()) {
    if (element?.type === "SpreadElement") break;
    if (element === null) continue;
    const place = source.place(element.start, element.end);
    places.set(String(index), { key: place, value: place });
  }
  return places;
}

interface Property extends Node {
  readonly computed: boolean;
  readonly key: Node & { readonly name?: string; readonly value?: unknown };
  readonly value: Node;
}

function insert(code: string, insertions: readonly Insertion[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { offset, text } of insertions) {
    parts.push(code.slice(from, offset), text);
    from = offset;
  }
  parts.push(code.slice(from));
  return parts.join("");
}

/** The end of the word at an offset, so that an excerpt marks a name and not a single letter. */
function tokenEnd(text: string, offset: number): number {
  const word = /^[\w$]+/.exec(text.slice(offset, offset + 200));
  return offset + (word?.[0].length ?? 1);
}
