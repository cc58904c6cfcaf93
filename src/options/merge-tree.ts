import { missing } from "../lib/pending.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import { checkName } from "./check-name.ts";
import { DEFAULT_PRIORITY, type Definition, discharge, PLAIN_ORDER, winning } from "./definition.ts";
import { type MergeContext, type Path, pathText, record } from "./merge-context.ts";
import type { OptionSet } from "./option-tree.ts";
import { undeclaredType } from "./submodule-shape.ts";
import { failureOf, wrongType } from "./value-errors.ts";

/** What mergeTree needs for the options of a submodule. */
interface SubmoduleParts {
  /** The type of values that no option is declared for. */
  readonly freeform?: TypeDescriptor | undefined;
  readonly isPart?: true | undefined;
  /** Where the instance is defined. */
  readonly instance?: Place | undefined;
}

/** Options are not deeper than this, unless a submodule has instances of itself. */
const MAX_DEPTH = 100;

/**
 * Merges the definitions of a set into the values of all options below it. A name that no option is declared for is an error, unless
 * there is a type for it, `freeform`.
 */
export function mergeTree(
  context: MergeContext,
  path: Path,
  tree: OptionSet,
  definitions: readonly Definition[],
  { freeform, instance, isPart }: SubmoduleParts = {},
): Record<string, unknown> {
  if (path.length > MAX_DEPTH) throw nestedWithoutEnd(path, instance ?? definitions[0]?.place);
  const byName = definitionsByName(context, path, tree, definitions, freeform);
  const result: Record<string, unknown> = {};
  for (const [name, node] of tree.children) {
    const here = [...path, name];
    const own = byName.get(name) ?? [];
    if (node.kind === "set") {
      const merge = (inner: MergeContext) => mergeTree(inner, here, node, own, { instance, isPart });
      // Instances of submodules are remembered as a whole.
      result[name] = isPart ? merge(context) : context.memory.recall(context, here, [node], own, merge);
    } else if (node.option.renamedTo !== undefined) forward(context, here, node.option.renamedTo, own);
    else mergeOption(context, here, node.option, { own, result, instance, isPart: isPart === true });
  }
  if (freeform === undefined) return result;
  for (const [name, own] of byName) {
    if (tree.children.has(name)) continue;
    const all = discharge(own);
    if (all.length === 0) continue;
    const winners = winning(all);
    result[name] = context.types.merge(context, [...path, name], undeclaredType(freeform), winners);
    record(context, [...path, name], all, winners, result[name]);
  }
  return result;
}

function definitionsByName(
  context: MergeContext,
  path: Path,
  tree: OptionSet,
  definitions: readonly Definition[],
  freeform: TypeDescriptor | undefined,
): Map<string, Definition[]> {
  const byName = new Map<string, Definition[]>();
  for (const definition of discharge(definitions)) {
    const { value } = definition;
    if (value.kind !== "attrs") {
      wrongType(context, path, definition, "an object");
      continue;
    }
    for (const [name, entry] of value.entries) {
      if (!tree.children.has(name)) {
        const named = entry.key ?? entry.value.place ?? definition.place;
        if (freeform === undefined) {
          unknownOption(context, [...path, name], tree, named);
          continue;
        }
        checkName(context, [...path, name], freeform, named);
      }
      const { module, priority, order } = definition;
      const place = entry.value.place ?? entry.key ?? definition.place;
      const own: Definition =
        place === undefined
          ? { value: entry.value, module, priority, order }
          : { value: entry.value, module, priority, order, place };
      const list = byName.get(name);
      if (list === undefined) byName.set(name, [own]);
      else list.push(own);
    }
  }
  return byName;
}

interface Slot {
  readonly own: readonly Definition[];
  /** What the value goes into, under the option's name. */
  readonly result: Record<string, unknown>;
  readonly instance: Place | undefined;
  /** Whether it is in a submodule. */
  readonly isPart: boolean;
}

/** Sets the option's value in `result`; without one, reading it there throws. */
function mergeOption(context: MergeContext, path: Path, option: OptionDeclaration, slot: Slot): void {
  const { result } = slot;
  const name = path.at(-1) ?? "";
  const unused: Definition[] = [];
  const definitions = discharge(slot.own, unused);
  if (definitions.length > 0) checkUse(context, path, option, definitions);
  const all = option.default === undefined ? definitions : [...definitions, ...defaultOf(option)];
  if (all.length === 0 && !context.types.hasEmptyValue(option.type)) {
    const place = slot.instance ?? option.place;
    Object.defineProperty(result, name, {
      enumerable: false,
      get: () => missing(() => throwMissing(context, path, option, place)),
    });
    return;
  }
  const winners = all.length === 0 ? all : winning(all);
  const merge = (inner: MergeContext) =>
    applied(inner, path, option, inner.types.merge(inner, path, option.type, winners));
  const problemsBefore = context.problems.length;
  const value = slot.isPart
    ? merge(context)
    : context.memory.recall(context, path, [option.type, option.apply], winners, merge);
  if (definitions.length === 0) placeProblems(context, problemsBefore, slot.instance);
  record(context, path, definitions, winners, value, unused);
  result[name] = value;
}

/** A wrong default is made of the instance's name, so problems without a place get the place of the instance. */
function placeProblems({ problems }: MergeContext, from: number, place: Place | undefined): void {
  for (const [index, problem] of problems.entries()) {
    if (index >= from && problem.place === undefined) problems[index] = { ...problem, ...at(place) };
  }
}

/** Reports definitions of options that are deprecated or read-only. */
function checkUse(
  context: MergeContext,
  path: Path,
  option: OptionDeclaration,
  definitions: readonly Definition[],
): void {
  if (option.deprecated !== undefined) {
    context.warnings.push({
      code: "deprecated-option",
      message: `the option ${pathText(path)} is deprecated`,
      cause: option.deprecated,
      ...at(definitions[0]?.place),
      hint: option.deprecated,
    });
  }
  if (option.readOnly === true && definitions.length + (option.default === undefined ? 0 : 1) > 1) {
    context.problems.push({
      code: "read-only-option",
      message: `the option ${pathText(path)} is read-only`,
      ...at(definitions.at(-1)?.place),
      hint: `its value comes from ${option.default === undefined ? definitions[0]?.module : option.module}`,
    });
  }
}

/** The value as modules read it, where the option has a function for that. */
function applied(context: MergeContext, path: Path, option: OptionDeclaration, value: unknown): unknown {
  if (option.apply === undefined || value === undefined) return value;
  try {
    return option.apply(value);
  } catch (error) {
    context.failures.push(failureOf(error, path, option.place));
    return value;
  }
}

function throwMissing({ types }: MergeContext, path: Path, option: OptionDeclaration, place: Place | undefined): never {
  throw new DeclError({
    code: "missing-option",
    message: `the option ${pathText(path)} is used but has no value`,
    ...at(place),
    hint: `it must be ${types.words(option.type)}`,
  });
}

/** A renamed option's definitions are definitions of the new name, from the next round on. */
function forward(context: MergeContext, path: Path, to: string, own: readonly Definition[]): void {
  for (const definition of discharge(own)) {
    let { value } = definition;
    for (const name of to.split(".").reverse()) value = { kind: "attrs", entries: new Map([[name, { value }]]) };
    context.forwarded.push({ ...definition, value });
    context.warnings.push({
      code: "renamed-option",
      message: `the option ${pathText(path)} is now called ${to}`,
      cause: `${path.at(-1)} ${to.split(".").at(-1)}`,
      ...at(definition.place),
    });
  }
}

function defaultOf(option: OptionDeclaration): Definition[] {
  if (option.default === undefined) return [];
  const common = { module: option.module, priority: DEFAULT_PRIORITY, order: PLAIN_ORDER, ...at(option.place) };
  return discharge([{ value: option.default, ...common }]);
}

function unknownOption(context: MergeContext, path: Path, tree: OptionSet, place: Place | undefined): void {
  const names = [...tree.children.keys()];
  const name = path.at(-1) ?? "";
  // In a module these two names are parts and no options; in JSON they come here.
  const isPart = path.length === 1 && /^(?:options|config)$/.test(name);
  const hint = isPart
    ? `only a declaration in TypeScript can have ${name}`
    : (context.advice?.absent(path) ??
      didYouMean(name, names) ??
      context.advice?.group(path) ??
      namesInWords(path, names));
  context.problems.push({
    code: "unknown-option",
    message: `there is no option "${pathText(path)}"`,
    ...at(place),
    hint,
  });
}

function nestedWithoutEnd(path: Path, place: Place | undefined): DeclError {
  return new DeclError({
    code: "option-depth",
    message: `options are nested more than ${MAX_DEPTH} deep`,
    path: path.slice(0, 6),
    ...at(place),
    hint: "does a submodule have an instance of itself by default?",
  });
}

/** The hint with the names of the options that exist, if they are few. */
function namesInWords(path: Path, names: readonly string[]): string | undefined {
  if (names.length === 0) return path.length > 1 ? `${pathText(path.slice(0, -1))} has no options` : undefined;
  if (names.length <= 8) return `there is ${names.toSorted().join(", ")}`;
  return `\`decl options${path.length > 1 ? ` ${pathText(path.slice(0, -1))}` : ""}\` lists those there are`;
}
