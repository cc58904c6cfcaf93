import { buildIn } from "../../lib/build-reference.ts";
import { type ContextPath, contextText, parseContext, readContextText } from "../../lib/context-reference.ts";
import { nixNumber } from "../../lib/nix-number.ts";
import { NOT_KNOWN } from "../../lib/pending.ts";
import { placeholder, splitPlaceholders } from "../../lib/placeholder.ts";
import { storeNameOf } from "../../options/value-forms.ts";
import { at, DeclError, type Place } from "../../text/diagnostic.ts";
import type { Value } from "../../value/value.ts";
import { isExpression, namePath } from "../name-path.ts";

/** The path at which a step has files of a build context. */
export type FilePlace = (files: ContextPath) => string;

/**
 * Writes a declaration's value for NixOS as a NixOS module in Nix. Packages become attributes of `pkgs`, mkForce and the like become
 * NixOS's functions, nix`…` is copied, and files of build contexts become paths.
 *
 * `{ services: { web: { port: mkForce(80), root: context("./www") } } }` becomes
 * `{ "services" = { "web" = { "port" = (lib.mkOverride 50 80); "root" = (/. + "/files/context/www"); }; }; }`
 *
 * @param name what messages call the module
 * @throws DeclError for a value that Nix does not have
 */
export function moduleText(value: Value, name: string, placeOf: FilePlace, priority?: number): string {
  const { imports, config } = partsOf(value, placeOf);
  const text = nixText(config, placeOf);
  const own = priority === undefined ? text : `lib.mkOverride ${priority} ${text}`;
  return `{ config, lib, options, pkgs, ... }:\n{\n  _file = "${quoted(name)}";\n  imports = [ ${imports.join(" ")} ];\n  config = ${own};\n}\n`;
}

/** Separates the member `imports` from the definitions. */
function partsOf(value: Value, placeOf: FilePlace): { readonly imports: readonly string[]; readonly config: Value } {
  const entry = value.kind === "attrs" ? value.entries.get("imports") : undefined;
  if (value.kind !== "attrs" || entry === undefined) return { imports: [], config: value };
  const { value: list } = entry;
  if (list.kind !== "list")
    throw wrong("imports is a list of .nix files of the build context", list.place ?? entry.key);
  const entries = new Map([...value.entries].filter(([name]) => name !== "imports"));
  return { imports: list.items.map((item) => importText(item, placeOf)), config: { ...value, entries } };
}

function importText(value: Value, placeOf: FilePlace): string {
  if (value.kind === "package" && isExpression(value.attributePath)) return value.attributePath;
  const files = importedFiles(value);
  if (files !== undefined) return pathText(placeOf(files));
  throw wrong('what is imported is a .nix file of the build context, such as "./web.nix"', value.place);
}

/** A file or folder that `imports` names. */
function importedFiles(value: Value): ContextPath | undefined {
  if (value.kind === "context") return value;
  return value.kind === "scalar" && typeof value.value === "string" ? parseContext(value.value) : undefined;
}

/** The files of build contexts that a value refers to, including those in `imports`. */
export function* filesIn(value: Value, name?: string): Generator<ContextPath> {
  if (value.kind === "attrs") for (const [member, entry] of value.entries) yield* filesIn(entry.value, member);
  else if (value.kind === "list") {
    for (const item of value.items) {
      const files = name === "imports" ? importedFiles(item) : undefined;
      if (files === undefined) yield* filesIn(item);
      else yield files;
    }
  } else if (value.kind === "property") for (const one of value.contents) yield* filesIn(one, name);
  else if (value.kind === "context") yield value;
  else if (value.kind === "scalar" && typeof value.value === "string") {
    for (const mentioned of splitPlaceholders(value.value).filter((_, index) => index % 2 === 1)) {
      const files = readContextText(mentioned);
      if (files !== undefined) yield files;
    }
  }
}

function nixText(value: Value, placeOf: FilePlace): string {
  switch (value.kind) {
    case "scalar":
      return scalarText(value.value, value.place, placeOf);
    case "list":
      return `[ ${value.items.map((item) => nixText(item, placeOf)).join(" ")} ]`;
    case "attrs": {
      const members = Array.from(value.entries, ([name, entry]) => {
        return `${scalarText(name, entry.key, placeOf)} = ${nixText(entry.value, placeOf)};`;
      });
      return `{ ${members.join(" ")} }`;
    }
    case "property": {
      const contents = value.contents.map((one) => nixText(one, placeOf));
      if (value.property === "if" && !value.condition) return "(lib.mkIf false null)";
      if (value.property === "override") return `(lib.mkOverride ${value.number} ${contents[0] ?? "null"})`;
      if (value.property === "order") return `(lib.mkOrder ${value.number} ${contents[0] ?? "null"})`;
      return value.property === "if" ? (contents[0] ?? "null") : `(lib.mkMerge [ ${contents.join(" ")} ])`;
    }
    case "context":
      return contextExpression(value, placeOf);
    case "package":
    case "storePath":
      return nameText(storeNameOf(value) ?? "", value.place, placeOf);
    default:
      throw wrong(
        value.kind === "module"
          ? "a function of TypeScript is nothing that Nix can call"
          : `a ${value.kind} is no value of an option`,
        value.place,
        "nix`x: x + 1` is a function of Nix",
      );
  }
}

function scalarText(value: string | number | boolean | null, place: Place | undefined, placeOf: FilePlace): string {
  if (typeof value === "number") return nixNumber(value);
  if (typeof value !== "string") return `${value}`;
  if (value.includes(NOT_KNOWN)) {
    throw wrong(
      "it is made of config.nixos, which is known only when NixOS has been evaluated",
      place,
      "nix`config.services.….…` is that value in Nix",
    );
  }
  const parts = splitPlaceholders(value).map((part, index) => {
    if (index % 2 === 0) return quoted(part);
    // The path of a build() is not known yet. Its placeholder stays in the text and in what NixOS makes of it, and is replaced later.
    return buildIn(part) === undefined ? `\${${nameText(part, place, placeOf)}}` : placeholder(part);
  });
  return `"${parts.join("")}"`;
}

const quoted = (text: string): string =>
  text
    .replace(/["\\]|\$\{/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");

/** A package or files, by the name in their placeholder. */
function nameText(name: string, place: Place | undefined, placeOf: FilePlace): string {
  if (isExpression(name)) return name;
  if (name.startsWith("/")) return `"${quoted(name)}"`;
  if (buildIn(name) !== undefined) {
    throw wrong(
      "build() cannot be a package for NixOS, as it is made later",
      place,
      "a text may have it: `${build({ … })}/bin/app`",
    );
  }
  const files = readContextText(name);
  if (files !== undefined) return contextExpression(files, placeOf);
  return `pkgs${namePath(name)
    .map((part) => `."${quoted(part)}"`)
    .join("")}`;
}

function contextExpression(files: ContextPath, placeOf: FilePlace): string {
  const path = pathText(placeOf(files));
  if (files.path === "." && files.name === undefined) {
    throw wrong(
      `${contextText(files)} has no name that a store path could have`,
      undefined,
      'context(".", "NAME") gives it one',
    );
  }
  return files.name === undefined ? path : `(builtins.path { path = ${path}; name = "${quoted(files.name)}"; })`;
}

const pathText = (path: string): string => `(/. + "${quoted(path)}")`;

const wrong = (message: string, place: Place | undefined, hint?: string): DeclError =>
  new DeclError({ code: "wrong-nixos-value", message, ...at(place), hint });
