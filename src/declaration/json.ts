import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { nestedTooDeeply } from "../text/nesting.ts";
import type { SourceText } from "../text/source-text.ts";
import { placeholdersFromJson, unfinishedReference } from "../value/reference.ts";
import type { Entry, Value } from "../value/value.ts";
import { checkValue } from "./checked-value.ts";
import { blankHeader } from "./header.ts";

/** Parses JSON (comments and trailing commas are welcome) or throws a DeclError with the place of the first mistake. */
export function parseJson(source: SourceText): Node {
  const errors: ParseError[] = [];
  const root = shallow(source, () => parseTree(blankHeader(source.text), errors, { allowTrailingComma: true }));
  const [first] = errors;
  if (root !== undefined && first === undefined) return root;
  const offset = root === undefined || first === undefined ? 0 : first.offset;
  const what = root === undefined || first === undefined ? "it is empty" : wordsOf(printParseErrorCode(first.error));
  const found = source.text.slice(offset, offset + Math.max(1, first?.length ?? 1)).trim();
  throw new DeclError({
    code: "syntax-error",
    message: `not valid JSON: ${what}${found === "" ? "" : `, at ${JSON.stringify(found)}`}`,
    place: source.place(offset, offset + Math.max(1, first?.length ?? 1)),
    hint: HINTS[what] ?? "names and texts stand in double quotes, and there is a comma between two members",
  });
}

const HINTS: Readonly<Record<string, string>> = {
  "it is empty": '`{ "syntax": "decl/frontend", "image": { "name": "web" } }` is an image',
  "comma expected": "two members have a comma between them",
  "colon expected": "a name and its value have a colon between them",
  "close brace expected": "a { is not closed",
  "close bracket expected": "a [ is not closed",
  "end of file expected": "a file is one value: something is left behind its end",
};

/** Runs what calls itself for each level of a file. */
function shallow<T>(source: SourceText, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw nestedTooDeeply(source);
  }
}

/** A declaration written as JSON: its values with their places, `${pkgs.x}` in strings understood, `syntax` and `$schema` left out. */
export function readJsonDeclaration(source: SourceText): Value {
  const value = shallow(source, () => jsonValue(source, parseJson(source)));
  if (value.kind !== "attrs") {
    throw new DeclError({
      code: "not-an-image",
      message: "an image must be an object of options",
      ...at(value.place),
      hint: '`{ "image": { "name": "web" } }` is one',
    });
  }
  const entries = new Map(value.entries);
  for (const name of ["syntax", "$schema"]) entries.delete(name);
  const declared: Value = { ...value, entries };
  checkValue(declared);
  return declared;
}

function standsTwice(name: string, place: Place): DeclError {
  const hint = "one of them would be lost: join them";
  return new DeclError({ code: "syntax-error", message: `"${name}" stands twice in this object`, place, hint });
}

/** Throws a DeclError where two members of one object have the same name, as when two versions of a file were joined. */
export function refuseRepeats(source: SourceText, root: Node): void {
  const pending: Node[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const seen = new Set<string>();
    for (const child of node.children ?? []) {
      pending.push(child);
      const [name] = child.type === "property" ? (child.children ?? []) : [];
      if (name === undefined) continue;
      const text = String(name.value);
      if (seen.has(text)) throw standsTwice(text, source.place(name.offset, name.offset + name.length));
      seen.add(text);
    }
  }
}

function jsonValue(source: SourceText, node: Node): Value {
  const place = source.place(node.offset, node.offset + node.length);
  if (node.type === "array") {
    return { kind: "list", items: (node.children ?? []).map((item) => jsonValue(source, item)), place };
  }
  if (node.type === "object") return { kind: "attrs", entries: members(source, node), place };
  const scalar: unknown = node.value;
  if (typeof scalar === "string") {
    const unfinished = unfinishedReference(scalar);
    if (unfinished === undefined) return { kind: "scalar", value: placeholdersFromJson(scalar), place };
    throw new DeclError({
      code: "wrong-reference",
      message: `${unfinished} is no package`,
      place,
      hint: "in JSON `${pkgs.hello}` is the path of a package, and `$${` stands for a plain `${`",
    });
  }
  if (typeof scalar === "number" || typeof scalar === "boolean") return { kind: "scalar", value: scalar, place };
  return { kind: "scalar", value: null, place };
}

function members(source: SourceText, node: Node): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const property of node.children ?? []) {
    const [name, value] = property.children ?? [];
    if (name === undefined || value === undefined) continue;
    const key = source.place(name.offset, name.offset + name.length);
    if (entries.has(String(name.value))) throw standsTwice(String(name.value), key);
    entries.set(String(name.value), { key, value: jsonValue(source, value) });
  }
  return entries;
}

/** "PropertyNameExpected" as "property name expected". */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
