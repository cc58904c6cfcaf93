import { type Expression, type Node, type Program, parse } from "acorn";
import { isStackSpaceExhausted, syntaxErrorOf } from "../reasons/acorn.ts";
import {
  isStripperExhausted,
  isUnsupportedSyntax,
  placeInStack,
  withoutExpectations,
} from "../reasons/type-stripper.ts";
import { isCallStackExhausted } from "../reasons/v8.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { nestedTooDeeply } from "../text/nesting.ts";
import type { SourceText } from "../text/source-text.ts";
import { blankHeader } from "./header.ts";
import { stripTypes } from "./strip-types.ts";

/** JavaScript with every token where it was in the file, and its syntax tree. */
export interface ParsedScript {
  readonly source: SourceText;
  readonly code: string;
  /** A module's tree, or that of the one expression in an imported JSON file. */
  readonly program: Program | Expression;
  /** Text in front of the code that makes a module of it. */
  readonly prefix?: string;
}

/**
 * Parses a TypeScript or JavaScript module. Most declarations are plain JavaScript, and then Node's type stripper (55 ms
 * to load) is not needed. Throws a DeclError with the place of the first syntax error.
 */
export function parseScript(source: SourceText): ParsedScript {
  const text = blankHeader(source.text);
  let asJavaScript: unknown;
  try {
    const program = parseModule(text);
    if (!looksLikeTypeArguments(program)) return { source, code: text, program };
  } catch (error) {
    if (isStackExhausted(error)) throw nestedTooDeeply(source);
    // The text has types or a syntax error. The type stripper tells these apart.
    asJavaScript = error;
  }
  const code = withoutTypes(source, text, asJavaScript);
  try {
    return { source, code, program: parseModule(code) };
  } catch (error) {
    throw syntaxError(source, error);
  }
}

function parseModule(text: string): Program {
  return parse(text, { ecmaVersion: 2025, sourceType: "module", locations: false });
}

/** Whether a program has `f<T>(x)`, which as JavaScript would be two comparisons, `(f < T) > (x)`. */
function looksLikeTypeArguments(program: Program): boolean {
  let found = false;
  visit(program, (node) => {
    if (node.type !== "BinaryExpression") return;
    const { operator, left } = node as unknown as { operator: string; left: Node & { operator?: string } };
    if (operator === ">" && left.type === "BinaryExpression" && left.operator === "<") found = true;
  });
  return found;
}

/** Calls `enter` for every node of a tree, parents first. Iterative: generated files can nest deeply. */
export function visit(root: Node, enter: (node: Node) => void): void {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    enter(node);
    const children: Node[] = [];
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) children.push(child);
    }
    pending.push(...children.reverse());
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

/** Removes the types of a text. `asJavaScript` is the error of parsing it as JavaScript, if there was one. */
function withoutTypes(source: SourceText, text: string, asJavaScript: unknown): string {
  try {
    return withoutExperimentalWarning(() => stripTypes(text, source.file));
  } catch (error) {
    if (isStackExhausted(error)) throw nestedTooDeeply(source);
    const place = strippingPlace(source, error);
    // If the stripper fails only at the end of the file, the error of the JavaScript parser says what is not closed.
    if (place === undefined && asJavaScript !== undefined) throw syntaxError(source, asJavaScript);
    const message = error instanceof Error ? error.message : String(error);
    throw new DeclError({
      code: "syntax-error",
      message: lowerFirst(withoutExpectations(message, textAt(source, place))),
      ...at(place),
      hint: isUnsupportedSyntax(error)
        ? "only TypeScript that goes away when types are removed can be used here"
        : SYNTAX_HINT,
    });
  }
}

const SYNTAX_HINT = "is a bracket, a quote or a comma missing, here or before it?";

/** What the user wrote there, in quotes. */
function textAt(source: SourceText, place: Place | undefined): string {
  if (place === undefined) return "end of the file";
  const { start, end } = place;
  const text = source.text.slice(source.offset(start.line, start.column), source.offset(end.line, end.column));
  return `"${text.slice(0, 40)}"`;
}

function strippingPlace(source: SourceText, error: unknown): Place | undefined {
  const found = placeInStack(error);
  if (found === undefined) return undefined;
  const start = source.offset(found.line, found.column);
  return source.place(start, start + found.length);
}

const isStackExhausted = (error: unknown): boolean =>
  isStackSpaceExhausted(error) || isStripperExhausted(error) || isCallStackExhausted(error);

function syntaxError(source: SourceText, error: unknown): DeclError {
  if (isStackExhausted(error)) return nestedTooDeeply(source);
  const { message, offset } = syntaxErrorOf(error);
  return new DeclError({
    code: "syntax-error",
    message: lowerFirst(message),
    ...at(offset === undefined ? undefined : source.place(offset, offset + 1)),
    hint: SYNTAX_HINT,
  });
}

function lowerFirst(text: string): string {
  return text.startsWith("TypeScript") ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** Node warns once that type stripping is experimental; a build log is no place for that. */
function withoutExperimentalWarning<T>(run: () => T): T {
  const emit = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return run();
  } finally {
    process.emitWarning = emit;
  }
}
