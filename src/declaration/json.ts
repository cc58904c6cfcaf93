import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { at, DeclError } from "../diagnostic.ts";
import { blankHeader } from "./header.ts";
import { placeholdersFromJson } from "./reference.ts";
import type { SourceText } from "./source-text.ts";
import type { Entry, Value } from "./value.ts";

/** Parses JSON (comments and trailing commas are welcome) or throws a DeclError with the place of the first mistake. */
export function parseJson(source: SourceText): Node {
  const errors: ParseError[] = [];
  const root = parseTree(blankHeader(source.text), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (root !== undefined && first === undefined) return root;
  const offset = root === undefined || first === undefined ? 0 : first.offset;
  const what = root === undefined || first === undefined ? "it is empty" : wordsOf(printParseErrorCode(first.error));
  throw new DeclError({
    code: "syntax-error",
    message: `not valid JSON: ${what}`,
    place: source.place(offset, offset + Math.max(1, first?.length ?? 1)),
  });
}

/** A declaration written as JSON: its values with their places, `${pkgs.x}` in strings understood, `syntax` and `$schema` left out. */
export function readJsonDeclaration(source: SourceText): Value {
  const value = jsonValue(source, parseJson(source));
  if (value.kind !== "attrs") {
    throw new DeclError({
      code: "not-an-image",
      message: "an image must be an object of options",
      ...at(value.place),
    });
  }
  const entries = new Map(value.entries);
  for (const name of ["syntax", "$schema"]) entries.delete(name);
  return { ...value, entries };
}

function jsonValue(source: SourceText, node: Node): Value {
  const place = source.place(node.offset, node.offset + node.length);
  if (node.type === "array") {
    return { kind: "list", items: (node.children ?? []).map((item) => jsonValue(source, item)), place };
  }
  if (node.type === "object") return { kind: "attrs", entries: members(source, node), place };
  const scalar: unknown = node.value;
  if (typeof scalar === "string") return { kind: "scalar", value: placeholdersFromJson(scalar), place };
  if (typeof scalar === "number" || typeof scalar === "boolean") return { kind: "scalar", value: scalar, place };
  return { kind: "scalar", value: null, place };
}

function members(source: SourceText, node: Node): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const property of node.children ?? []) {
    const [name, value] = property.children ?? [];
    if (name === undefined || value === undefined) continue;
    const key = source.place(name.offset, name.offset + name.length);
    if (entries.has(String(name.value))) {
      throw new DeclError({ code: "syntax-error", message: `"${name.value}" stands twice in this object`, place: key });
    }
    entries.set(String(name.value), { key, value: jsonValue(source, value) });
  }
  return entries;
}

/** "PropertyNameExpected" as "property name expected". */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
