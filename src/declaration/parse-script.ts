import nodeModule from "node:module";
import { type Expression, type Node, type Program, parse } from "acorn";
import { at, DeclError, type Place } from "../diagnostic.ts";
import { blankHeader } from "./header.ts";
import type { SourceText } from "./source-text.ts";

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
  try {
    const program = parseModule(text);
    if (!looksLikeTypeArguments(program)) return { source, code: text, program };
  } catch {
    // Types, or a syntax error: the stripper tells which.
  }
  const code = stripTypes(source, text);
  try {
    return { source, code, program: parseModule(code) };
  } catch (error) {
    throw syntaxError(source, error);
  }
}

function parseModule(text: string): Program {
  return parse(text, { ecmaVersion: 2025, sourceType: "module", locations: false });
}

/** `f<T>(x)` is also JavaScript, `(f < T) > (x)`: nobody means that. */
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

function stripTypes(source: SourceText, text: string): string {
  try {
    return withoutExperimentalWarning(() =>
      nodeModule.stripTypeScriptTypes(text, { mode: "strip", sourceUrl: source.file }),
    );
  } catch (error) {
    const unsupported = (error as { code?: string }).code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX";
    throw new DeclError({
      code: "syntax-error",
      message: lowerFirst(error instanceof Error ? error.message : String(error)),
      ...at(strippingPlace(source, error)),
      ...(unsupported ? { hint: "only TypeScript that goes away when types are removed can be used here" } : {}),
    });
  }
}

/** Node prints where types could not be stripped only into the stack: `file:line`, the line, carets below it. */
function strippingPlace(source: SourceText, error: unknown): Place | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const line = Number(/^.*:(\d+)\n/.exec(stack)?.[1]);
  if (!Number.isInteger(line)) return undefined;
  const carets = /^( *)(\^+)$/m.exec(stack);
  if (carets === null) return source.linePlace(line);
  const start = source.offset(line, (carets[1] ?? "").length + 1);
  return source.place(start, start + (carets[2] ?? "").length);
}

function syntaxError(source: SourceText, error: unknown): DeclError {
  const offset = (error as { pos?: number }).pos;
  return new DeclError({
    code: "syntax-error",
    message: lowerFirst(error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, "") : String(error)),
    ...at(offset === undefined ? undefined : source.place(offset, offset + 1)),
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
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
