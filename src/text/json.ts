import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { DeclError, type Place } from "./diagnostic.ts";
import { nestedTooDeeply } from "./nesting.ts";
import type { SourceText } from "./source-text.ts";

/**
 * Parses JSON (comments and trailing commas are welcome) or throws a DeclError with the place of the first mistake. `text` is
 * what to parse of it, character for character, where that is not all.
 */
export function parseJson(source: SourceText, text: string = source.text): Node {
  const errors: ParseError[] = [];
  const root = shallow(source, () => parseTree(text, errors, { allowTrailingComma: true }));
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

/** Runs a function that recurses for each level of a file, and turns an exhausted stack into a DeclError. */
export function shallow<T>(source: SourceText, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw nestedTooDeeply(source);
  }
}

/** The content of a file as plain data. Throws a DeclError if it is nested too deeply. */
export const plainValueOf = (source: SourceText, root: Node): unknown => shallow(source, () => getNodeValue(root));

export function standsTwice(name: string, place: Place): DeclError {
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

/** "PropertyNameExpected" as "property name expected". */
function wordsOf(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
