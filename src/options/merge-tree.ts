import { at, DeclError } from "../diagnostic.ts";
import { didYouMean } from "../did-you-mean.ts";
import { DEFAULT_PRIORITY, type Definition, discharge, PLAIN_ORDER, winning } from "./definition.ts";
import { type MergeContext, type Path, pathText, wrongType } from "./merge-context.ts";
import { mergeType, record } from "./merge-type.ts";
import type { OptionDeclaration, OptionSet } from "./option-tree.ts";
import { type TypeDescriptor, typeInWords } from "./type-descriptor.ts";

/**
 * The values of all options below a set from the definitions of the set. What is declared nowhere is an unknown option,
 * unless `freeform` is the type of such things.
 */
export function mergeTree(
  context: MergeContext,
  path: Path,
  tree: OptionSet,
  definitions: readonly Definition[],
  freeform?: TypeDescriptor,
): Record<string, unknown> {
  const byName = new Map<string, Definition[]>();
  for (const definition of discharge(definitions)) {
    const { value } = definition;
    if (value.kind !== "attrs") {
      wrongType(context, path, definition.place, "an object");
      continue;
    }
    for (const [name, entry] of value.entries) {
      if (!tree.children.has(name) && freeform === undefined) {
        unknownOption(context, [...path, name], tree, entry.key ?? entry.value.place ?? definition.place);
        continue;
      }
      const list = byName.get(name) ?? [];
      const place = entry.value.place ?? entry.key ?? definition.place;
      list.push({ ...definition, value: entry.value, ...at(place) });
      byName.set(name, list);
    }
  }
  const result: Record<string, unknown> = {};
  for (const [name, node] of tree.children) {
    const here = [...path, name];
    const own = byName.get(name) ?? [];
    if (node.kind === "set") result[name] = mergeTree(context, here, node, own);
    else if (node.option.renamedTo !== undefined) forward(context, here, node.option.renamedTo, own);
    else mergeOption(context, here, node.option, own, result);
  }
  if (freeform === undefined) return result;
  for (const [name, own] of byName) {
    if (tree.children.has(name)) continue;
    const all = discharge(own);
    if (all.length === 0) continue;
    const member = freeform.kind === "attrsOf" ? freeform.of : freeform;
    const winners = winning(all);
    result[name] = mergeType(context, [...path, name], member, winners);
    record(context, [...path, name], all, winners, result[name]);
  }
  return result;
}

/** Sets the option's value in `result`; without one, reading it there throws. */
function mergeOption(
  context: MergeContext,
  path: Path,
  option: OptionDeclaration,
  own: readonly Definition[],
  result: Record<string, unknown>,
): void {
  const name = path.at(-1) ?? "";
  const definitions = discharge(own);
  if (definitions.length > 0 && option.deprecated !== undefined) {
    context.warnings.push({
      code: "deprecated-option",
      message: `the option ${pathText(path)} is deprecated`,
      ...at(definitions[0]?.place),
      hint: option.deprecated,
    });
  }
  if (option.readOnly === true && definitions.length + (option.default === undefined ? 0 : 1) > 1) {
    context.problems.push({
      code: "read-only-option",
      message: `the option ${pathText(path)} is read-only`,
      ...at(definitions.at(-1)?.place),
    });
  }
  const all = option.default === undefined ? definitions : [...definitions, ...defaultOf(option)];
  if (all.length === 0) {
    const empty = emptyOf(option.type);
    if (empty !== undefined) result[name] = empty;
    else Object.defineProperty(result, name, { enumerable: false, get: () => throwMissing(path, option) });
    return;
  }
  const winners = winning(all);
  const value = mergeType(context, path, option.type, winners);
  record(context, path, definitions, winners, value);
  result[name] = value;
}

function throwMissing(path: Path, option: OptionDeclaration): never {
  throw new DeclError({
    code: "missing-option",
    message: `the option ${pathText(path)} is used but has no value`,
    hint: `it must be ${typeInWords(option.type)}`,
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
      ...at(definition.place),
    });
  }
}

function defaultOf(option: OptionDeclaration): Definition[] {
  if (option.default === undefined) return [];
  const common = { module: option.module, priority: DEFAULT_PRIORITY, order: PLAIN_ORDER, ...at(option.place) };
  return discharge([{ value: option.default, ...common }]);
}

/** Some types have a value even when nothing is said (nixpkgs: `emptyValue` of lib/types.nix). */
function emptyOf(type: TypeDescriptor): unknown {
  if (type.kind === "listOf") return [];
  if (type.kind === "attrsOf") return {};
  return type.kind === "nullOr" ? null : undefined;
}

function unknownOption(context: MergeContext, path: Path, tree: OptionSet, place: Parameters<typeof at>[0]): void {
  const hint = didYouMean(path.at(-1) ?? "", tree.children.keys());
  context.problems.push({
    code: "unknown-option",
    message: `there is no option "${pathText(path)}"`,
    ...at(place),
    ...(hint === undefined ? {} : { hint }),
  });
}
