import { findNodeAtLocation, type Node } from "jsonc-parser";
import { at, DeclError } from "../text/diagnostic.ts";
import { parseJson, shallow, standsTwice } from "../text/json.ts";
import type { SourceText } from "../text/source-text.ts";
import { placeholdersFromJson, unfinishedReference } from "../value/reference.ts";
import type { Entry, Value } from "../value/value.ts";
import { checkValue } from "./checked-value.ts";
import { blankHeader } from "./header.ts";
import { type ImportedFile, importedFile } from "./imports.ts";
import { type JsonBuilds, readJsonBuilds } from "./json-builds.ts";

/** A declaration written as JSON. */
export interface JsonDeclaration {
  readonly source: SourceText;
  /** Its options with their places; `${pkgs.x}` in strings has become a placeholder, and `syntax`, `imports` and the like are left out. */
  readonly value: Value;
  readonly imports: readonly ImportedFile[];
}

/** Throws a DeclError if the file is no declaration. */
export function readJsonDeclaration(source: SourceText): JsonDeclaration {
  const value = shallow(source, () => {
    const tree = parseJson(source, blankHeader(source.text));
    const builds = readJsonBuilds(source, findNodeAtLocation(tree, ["builds"]));
    return jsonValue(source, tree, builds);
  });
  if (value.kind !== "attrs") {
    throw new DeclError({
      code: "not-an-image",
      message: "an image must be an object of options",
      ...at(value.place),
      hint: '`{ "image": { "name": "web" } }` is one',
    });
  }
  const entries = new Map(value.entries);
  const imports = importsOf(source, entries.get("imports")?.value);
  for (const name of ["syntax", "$schema", "builds", "imports"]) entries.delete(name);
  const declared: Value = { ...value, entries };
  checkValue(declared);
  return { source, value: declared, imports };
}

/** The files that `imports` names. */
function importsOf(source: SourceText, value: Value | undefined): ImportedFile[] {
  if (value === undefined) return [];
  const wrong = ({ place }: Value, message: string) =>
    new DeclError({ code: "wrong-imports", message, ...at(place), hint: 'write `"imports": ["./users.json"]`' });
  if (value.kind !== "list") throw wrong(value, "imports must be a list of files");
  return value.items.map((item) => {
    const { place } = item;
    if (item.kind !== "scalar" || typeof item.value !== "string" || place === undefined) {
      throw wrong(item, "an import must be the name of a file");
    }
    return importedFile(source, item.value, place);
  });
}

function jsonValue(source: SourceText, node: Node, builds: JsonBuilds): Value {
  const place = source.place(node.offset, node.offset + node.length);
  if (node.type === "array") {
    return { kind: "list", items: (node.children ?? []).map((item) => jsonValue(source, item, builds)), place };
  }
  if (node.type === "object") return { kind: "attrs", entries: members(source, node, builds), place };
  const scalar: unknown = node.value;
  if (typeof scalar === "string") {
    const unfinished = unfinishedReference(scalar, builds);
    if (unfinished === undefined) return { kind: "scalar", value: placeholdersFromJson(scalar, builds), place };
    throw new DeclError({
      code: "wrong-reference",
      message: `${unfinished} is no package`,
      place,
      hint: "in JSON `${pkgs.hello}` is the path of a package, `${builds.app}` that of a build, and `$${` stands for a plain `${`",
    });
  }
  if (typeof scalar === "number" || typeof scalar === "boolean") return { kind: "scalar", value: scalar, place };
  return { kind: "scalar", value: null, place };
}

function members(source: SourceText, node: Node, builds: JsonBuilds): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const property of node.children ?? []) {
    const [name, value] = property.children ?? [];
    if (name === undefined || value === undefined) continue;
    const key = source.place(name.offset, name.offset + name.length);
    if (entries.has(String(name.value))) throw standsTwice(String(name.value), key);
    entries.set(String(name.value), { key, value: jsonValue(source, value, builds) });
  }
  return entries;
}
