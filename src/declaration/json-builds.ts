import type { Node } from "jsonc-parser";
import { build } from "../lib/build-reference.ts";
import { contextAt, parseContext } from "../lib/context-reference.ts";
import { packageAt, packageOf } from "../lib/package-reference.ts";
import { placeholderName } from "../lib/placeholder.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { SourceText } from "../text/source-text.ts";
import { placeholdersFromJson, unfinishedReference } from "../value/reference.ts";

/** Builds by the names that `${builds.NAME}` has, as references to them. */
export type JsonBuilds = ReadonlyMap<string, string>;

/**
 * Reads `builds` of a declaration in JSON: an object of the fields of `build()` for each, whose texts may mention builds before it.
 * Throws a DeclError.
 */
export function readJsonBuilds(source: SourceText, node: Node | undefined): JsonBuilds {
  const builds = new Map<string, string>();
  if (node === undefined) return builds;
  if (node.type !== "object") throw wrong(source, node, "builds is not an object of builds by name");
  for (const { children: [name, value] = [] } of node.children ?? []) {
    if (name === undefined || value === undefined) continue;
    if (value.type !== "object") throw wrong(source, value, `builds.${name.value} is not an object`);
    const fields = (value.children ?? []).map(({ children: [key, field] = [] }) => [
      String(key?.value),
      fieldOf(source, String(key?.value), field, builds),
    ]);
    try {
      // build() checks the names and types of the fields.
      const made = build({ name: String(name.value), ...Object.fromEntries(fields) });
      builds.set(String(name.value), packageOf(made) ?? "");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw wrong(
        source,
        name,
        `builds.${name.value}: ${error.message.replace(/^build\(\{ (\w+) \}\)/, "$1").replace(/^build\(\) /, "it ")}`,
      );
    }
  }
  return builds;
}

function fieldOf(source: SourceText, name: string, node: Node | undefined, builds: JsonBuilds): unknown {
  if (node === undefined) return undefined;
  const textOf = (one: Node) => {
    if (one.type !== "string") return one.value as unknown;
    // A reference that is not replaced is one to a build after this one.
    const later = unfinishedReference(String(one.value), builds);
    if (later !== undefined) throw wrong(source, one, `${later} is no build before this one`);
    return placeholdersFromJson(String(one.value), builds);
  };
  if (name === "src" && node.type === "string") {
    const files = parseContext(String(node.value));
    if (files === undefined) throw wrong(source, node, "the path must be relative and stay inside of the context");
    return contextAt(files);
  }
  if (node.type === "array") {
    const items = (node.children ?? []).map(textOf);
    if (name !== "packages") return items;
    return items.map((item) => (typeof item === "string" ? packageAt(placeholderName(item) ?? item) : item));
  }
  if (node.type !== "object") return textOf(node);
  return Object.fromEntries(
    (node.children ?? []).map(({ children: [key, value] = [] }) => [String(key?.value), value && textOf(value)]),
  );
}

const wrong = (source: SourceText, node: Node, message: string) =>
  new DeclError({
    code: "wrong-build",
    message,
    place: source.place(node.offset, node.offset + node.length),
    hint: 'a build is { "src": "./app", "packages": ["nodejs"], "script": "cp -r . $out" }',
  });
