import { type ContextPath, contextAt, contextText, parseContext } from "../lib/context-reference.ts";
import { packageAt } from "../lib/package-reference.ts";
import { isAbsolute, placeholderName } from "../lib/placeholder.ts";
import { at } from "../text/diagnostic.ts";
import { type TypeDescriptor, typeInWords } from "../value/type-descriptor.ts";
import type { Value } from "../value/value.ts";
import { type Definition, discharge, PLAIN_ORDER, PLAIN_PRIORITY, winning } from "./definition.ts";
import { conflict, failureOf, type MergeContext, type Path, wrongType } from "./merge-context.ts";
import { matches } from "./pattern.ts";
import { mergeSubmodule } from "./submodule.ts";

/**
 * The value of an option of this type from its definitions (already discharged, only the winning ones, in order): NixOS's
 * rule for each type (nixpkgs: lib/types.nix). What does not fit is told to the context and left out.
 */
export function mergeType(
  context: MergeContext,
  path: Path,
  type: TypeDescriptor,
  definitions: readonly Definition[],
): unknown {
  switch (type.kind) {
    case "listOf":
      return mergeList(context, path, type.of, definitions);
    case "attrsOf":
      return mergeAttrs(context, path, type, definitions);
    case "submodule":
      return mergeSubmodule(context, path, type, definitions);
    case "nullOr": {
      const isNull = definitions.map(({ value }) => value.kind === "scalar" && value.value === null);
      if (isNull.every(Boolean)) return null;
      return isNull.some(Boolean)
        ? conflict(context, path, definitions)
        : mergeType(context, path, type.of, definitions);
    }
    case "either": {
      // Files of a context stand for themselves before they stand for the path of a package.
      const isFiles = definitions.every(({ value }) => value.kind === "context");
      const choices = isFiles ? type.of.toSorted((a, b) => rankForFiles(a) - rankForFiles(b)) : type.of;
      const fitting = choices.find((option) => definitions.every(({ value }) => accepts(option, value)));
      if (fitting !== undefined) return mergeType(context, path, fitting, definitions);
      const odd = definitions.find(({ value }) => !type.of.some((option) => accepts(option, value)));
      return odd === undefined
        ? conflict(context, path, definitions)
        : wrongType(context, path, odd, typeInWords(type), type);
    }
    case "uniq":
      return definitions.length > 1
        ? conflict(context, path, definitions)
        : mergeType(context, path, type.of, definitions);
    case "context":
      return mergeContextFiles(context, path, definitions);
    case "anything":
      return mergeAnything(context, path, definitions);
    case "unitOption":
      return mergeUnitOption(context, path, definitions);
    default:
      return mergeScalar(context, path, type, definitions);
  }
}

/** Whether a single definition is of the type, without looking deep inside: what `either` decides by. */
function accepts(type: TypeDescriptor, value: Value): boolean {
  switch (type.kind) {
    case "listOf":
      return value.kind === "list";
    case "attrsOf":
      return value.kind === "attrs";
    case "submodule":
      return value.kind === "attrs" || (value.kind === "module" && type.takesModules === true);
    case "nullOr":
      return (value.kind === "scalar" && value.value === null) || accepts(type.of, value);
    case "uniq":
      return accepts(type.of, value);
    case "either":
      return type.of.some((option) => accepts(option, value));
    case "anything":
      return true;
    case "unitOption":
      return value.kind === "list" || (value.kind === "scalar" && value.value !== null) || isPackage(value);
    case "context":
      return contextPathOf(value) !== undefined;
    case "package":
      return packageNameOf(value) !== undefined;
    default:
      return scalarOf(type, value) !== undefined;
  }
}

const rankForFiles = (type: TypeDescriptor): number => (type.kind === "context" ? 0 : 1);

/** Something that has a store path: a package, or files that are one. */
const isPackage = (value: Value): boolean =>
  value.kind === "package" || value.kind === "storePath" || value.kind === "context";

/** The plain value of a definition of a scalar type, or undefined where it does not fit. */
function scalarOf(type: TypeDescriptor, value: Value): unknown {
  // A package where text is wanted is the path it will have.
  const scalar = value.kind === "scalar" ? value.value : isPackage(value) ? `${packageValue(value)}` : undefined;
  switch (type.kind) {
    case "bool":
      return typeof scalar === "boolean" ? scalar : undefined;
    case "number":
      return typeof scalar === "number" ? scalar : undefined;
    case "int": {
      if (typeof scalar !== "number" || !Number.isSafeInteger(scalar)) return undefined;
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = type;
      return scalar >= min && scalar <= max ? scalar : undefined;
    }
    case "str":
      if (typeof scalar !== "string") return undefined;
      return type.pattern === undefined || matches(type.pattern, scalar, type.guarded) ? scalar : undefined;
    case "joined":
      return typeof scalar === "string" ? scalar : undefined;
    case "path":
      return typeof scalar === "string" && isAbsolute(scalar) ? scalar : undefined;
    case "enum":
      return scalar !== undefined && type.values.includes(scalar) ? scalar : undefined;
    default:
      return undefined;
  }
}

function mergeScalar(
  context: MergeContext,
  path: Path,
  type: TypeDescriptor,
  definitions: readonly Definition[],
): unknown {
  const values: unknown[] = [];
  for (const definition of definitions) {
    const { value } = definition;
    try {
      if (!accepts(type, value)) return wrongType(context, path, definition, typeInWords(type), type);
    } catch (error) {
      context.failures.push(failureOf(error, path, definition.place));
      return undefined;
    }
    values.push(type.kind === "package" ? packageValue(value) : scalarOf(type, value));
  }
  if (type.kind === "joined") return values.join(type.separator);
  const [first] = values;
  const same = values.every((value) => (type.kind === "package" ? `${value}` === `${first}` : value === first));
  return same ? first : conflict(context, path, definitions);
}

/** In JSON it is a text like "./www" or "other:www"; an absolute path, or one in a package, is something else. */
function contextPathOf(value: Value): ContextPath | undefined {
  if (value.kind === "context") return value;
  if (value.kind !== "scalar" || typeof value.value !== "string" || value.value.startsWith("\uE0D0")) return undefined;
  return parseContext(value.value);
}

function mergeContextFiles(context: MergeContext, path: Path, definitions: readonly Definition[]): unknown {
  const files: unknown[] = [];
  for (const definition of definitions) {
    const found = contextPathOf(definition.value);
    if (found === undefined) return wrongType(context, path, definition, typeInWords({ kind: "context" }));
    files.push(contextAt(found));
  }
  return files.every((one) => one === files[0]) ? files[0] : conflict(context, path, definitions);
}

const packageValue = (value: Value): unknown => packageAt(packageNameOf(value) ?? "");

/**
 * In JSON a package is its name, so a string is one too, and "./app" stands for files; one with a placeholder is a package
 * already.
 */
function packageNameOf(value: Value): string | undefined {
  if (value.kind === "package") return value.attributePath;
  if (value.kind === "storePath") return value.path;
  if (value.kind === "context") return contextText(value);
  if (value.kind !== "scalar" || typeof value.value !== "string") return undefined;
  const text = value.value;
  if (text.startsWith("/") && !text.startsWith("/nix/store/")) return undefined;
  if (!text.startsWith("./")) return placeholderName(text) ?? text;
  const files = parseContext(text);
  return files === undefined ? undefined : contextText(files);
}

function mergeList(
  context: MergeContext,
  path: Path,
  of: TypeDescriptor,
  definitions: readonly Definition[],
): unknown[] {
  const result: unknown[] = [];
  for (const definition of definitions) {
    if (definition.value.kind !== "list") {
      wrongType(context, path, definition, "a list", { kind: "listOf", of });
      continue;
    }
    for (const value of definition.value.items) {
      for (const element of discharge([{ ...definition, value }])) {
        const elementPath = [...path, String(result.length)];
        const merged = mergeType(context, elementPath, of, [element]);
        record(context, elementPath, [element], [element], merged);
        result.push(merged);
      }
    }
  }
  return result;
}

function mergeAttrs(
  context: MergeContext,
  path: Path,
  { of, names, expected, guarded }: Omit<Extract<TypeDescriptor, { kind: "attrsOf" }>, "kind">,
  definitions: readonly Definition[],
): Record<string, unknown> {
  const byName = new Map<string, Definition[]>();
  for (const definition of definitions) {
    if (definition.value.kind !== "attrs") {
      wrongType(context, path, definition, "an object");
      continue;
    }
    for (const [name, { key, value }] of definition.value.entries) {
      if (names !== undefined && !matches(names, name, guarded)) {
        const misfit: Value = { kind: "scalar", value: name };
        wrongType(
          context,
          [...path, name],
          { value: misfit, ...at(key ?? definition.place) },
          expected ?? `/${names}/`,
        );
      }
      const place = value.place ?? key ?? definition.place;
      const list = byName.get(name) ?? [];
      list.push({ ...definition, value, ...at(place), priority: PLAIN_PRIORITY, order: PLAIN_ORDER });
      byName.set(name, list);
    }
  }
  const result: Record<string, unknown> = {};
  for (const name of [...byName.keys()].sort()) {
    const all = discharge(byName.get(name) ?? []);
    if (all.length === 0) continue;
    const winners = winning(all);
    const memberPath = [...path, name];
    result[name] = mergeType(context, memberPath, of, winners);
    record(context, memberPath, all, winners, result[name]);
  }
  return result;
}

/** Objects are merged member by member, lists joined; everything else has to be equal. */
function mergeAnything(context: MergeContext, path: Path, definitions: readonly Definition[]): unknown {
  const [first] = definitions;
  if (first === undefined) return undefined;
  const odd = definitions.find(({ value }) => value.kind === "module");
  if (odd !== undefined) return wrongType(context, path, odd, "anything");
  if (definitions.every(({ value }) => value.kind === "attrs"))
    return mergeAttrs(context, path, { of: { kind: "anything" } }, definitions);
  if (definitions.every(({ value }) => value.kind === "list"))
    return mergeList(context, path, { kind: "anything" }, definitions);
  const values = definitions.map(({ value }) => plainScalar(value));
  if (values.some((value) => value === undefined)) return conflict(context, path, definitions);
  return values.every((value) => value === values[0] || `${value}` === `${values[0]}`)
    ? values[0]
    : conflict(context, path, definitions);
}

/** A value that is data already, as the configuration holds it. */
export function plainValue(value: Value): unknown {
  if (value.kind === "list") return value.items.map(plainValue);
  if (value.kind !== "attrs") return plainScalar(value);
  return Object.fromEntries(Array.from(value.entries, ([name, entry]) => [name, plainValue(entry.value)]));
}

function plainScalar(value: Value): unknown {
  if (value.kind === "context") return contextAt(value);
  return isPackage(value) ? packageValue(value) : value.kind === "scalar" ? value.value : undefined;
}

/** Any list makes it a list of all; else all have to be equal (nixpkgs: nixos/lib/systemd-unit-options.nix). */
function mergeUnitOption(context: MergeContext, path: Path, definitions: readonly Definition[]): unknown {
  const type: TypeDescriptor = { kind: "unitOption" };
  const odd = definitions.find(({ value }) => !accepts(type, value));
  if (odd !== undefined) return wrongType(context, path, odd, typeInWords(type), type);
  const items = definitions.flatMap(({ value }) => (value.kind === "list" ? value.items : []));
  const oddItem = items.find(({ kind }) => kind === "module");
  if (oddItem !== undefined)
    return wrongType(context, path, { value: oddItem, ...at(oddItem.place) }, typeInWords(type));
  if (definitions.some(({ value }) => value.kind === "list")) {
    return definitions.flatMap(({ value }) => (value.kind === "list" ? value.items : [value]).map(unitScalar));
  }
  const values = definitions.map(({ value }) => unitScalar(value));
  return values.every((value) => value === values[0]) ? values[0] : conflict(context, path, definitions);
}

function unitScalar(value: Value): unknown {
  return isPackage(value) ? `${packageValue(value)}` : value.kind === "scalar" ? value.value : undefined;
}

export function record(
  context: MergeContext,
  path: Path,
  definitions: readonly Definition[],
  winners: readonly Definition[],
  value: unknown,
  unused: readonly Definition[] = [],
): void {
  context.records.push({ path, definitions, winners, value, ...(unused.length === 0 ? {} : { unused }) });
}
