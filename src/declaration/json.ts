import { findNodeAtLocation, type Node } from "jsonc-parser";
import { at, DeclError } from "../text/diagnostic.ts";
import { parseJson, shallow, standsTwice } from "../text/json.ts";
import type { SourceText } from "../text/source-text.ts";
import { placeholdersFromJson, unfinishedReference } from "../value/reference.ts";
import type { Entry, Value } from "../value/value.ts";
import { checkValue } from "./checked-value.ts";
import { blankHeader } from "./header.ts";
import { type JsonBuilds, readJsonBuilds } from "./json-builds.ts";

/** A declaration written as JSON: its values with their places, `${pkgs.x}` in strings understood, `syntax` and `$schema` left out. */
export function readJsonDeclaration(source: SourceText): Value {
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
  for (const name of ["syntax", "$schema", "builds"]) entries.delete(name);
  const declared: Value = { ...value, entries };
  checkValue(declared);
  return declared;
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
