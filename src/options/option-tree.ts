import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { Value } from "../value/value.ts";
import { type Path, pathText } from "./merge-context.ts";
import type { Types } from "./types/operations.ts";

/** Options by name; a node is an option or a set of nodes. */
export type OptionNode =
  | { readonly kind: "option"; readonly option: OptionDeclaration }
  | { readonly kind: "set"; readonly children: Map<string, OptionNode> };

export type OptionSet = Extract<OptionNode, { kind: "set" }>;

/** What a module declares. */
export interface Declared {
  readonly options: Value;
  readonly module: string;
}

export const emptySet = (): OptionSet => ({ kind: "set", children: new Map() });

/**
 * The tree of the options that modules declare. Options that are declared as in the tree `before` keep their nodes, so that merged values
 * can be reused. Throws a DeclError.
 */
export function optionTree(
  types: Types,
  declared: readonly Declared[],
  before?: { readonly declared: readonly Declared[]; readonly tree: OptionSet },
): OptionSet {
  const isSame = ({ options, module }: Declared, index: number) =>
    before?.declared[index]?.options === options && before.declared[index]?.module === module;
  if (before?.declared.length === declared.length && declared.every(isSame)) return before.tree;
  const tree = emptySet();
  for (const { options, module } of declared) declareOptions(types, tree, options, module);
  return before === undefined ? tree : sharedSet(before.tree, tree);
}

function sharedSet(before: OptionSet, now: OptionSet): OptionSet {
  let isSame = before.children.size === now.children.size;
  for (const [name, node] of now.children) {
    const other = before.children.get(name);
    const shared = sharedNode(other, node);
    isSame &&= shared === other;
    if (shared !== node) now.children.set(name, shared);
  }
  return isSame ? before : now;
}

function sharedNode(before: OptionNode | undefined, now: OptionNode): OptionNode {
  if (before?.kind === "set" && now.kind === "set") return sharedSet(before, now);
  return before?.kind === "option" && now.kind === "option" && isSameOption(before.option, now.option) ? before : now;
}

function isSameOption(one: OptionDeclaration, other: OptionDeclaration): boolean {
  const names = Object.keys(one) as (keyof OptionDeclaration)[];
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

const DECLARING = "`{ port: lib.mkOption({ type: lib.types.port, default: 80 }) }` declares one";

/**
 * Adds the options that a module declares to a tree. An option that is declared below another one, or twice with types that
 * do not go together, is a DeclError with both places.
 */
export function declareOptions(types: Types, tree: OptionSet, options: Value, module: string, path: Path = []): void {
  if (options.kind !== "attrs") {
    throw new DeclError({
      code: "wrong-options",
      message: "options must be an object",
      path,
      ...at(options.place),
      hint: DECLARING,
    });
  }
  for (const [name, { key, value }] of options.entries) {
    const here = [...path, name];
    const place = key ?? value.place;
    if (name === "__proto__") {
      throw new DeclError({
        code: "wrong-options",
        message: '"__proto__" cannot be the name of an option',
        path: here,
        ...at(place ?? options.place),
        hint: "it is special in JavaScript",
      });
    }
    const existing = tree.children.get(name);
    if (value.kind !== "option" && value.kind !== "attrs") {
      throw new DeclError({
        code: "wrong-options",
        message: "options are declared with lib.mkOption",
        path: here,
        ...at(place),
        hint: DECLARING,
      });
    }
    if (value.kind === "option") {
      const own = { ...value.option, module, ...at(place) };
      const option = existing === undefined ? own : joined(types, here, existing, own);
      tree.children.set(name, { kind: "option", option });
    } else {
      if (existing?.kind === "option") throw declaredTwice(here, existing, place);
      const child = existing ?? emptySet();
      tree.children.set(name, child);
      declareOptions(types, child, value, module, here);
    }
  }
}

/** The fields of an option that only one of its declarations may have. */
const UNIQUE_FIELDS = ["default", "example", "apply", "renamedTo", "deprecated"] as const;

/** Joins two declarations of one option, as when a module adds options to its instances. */
function joined(types: Types, path: Path, existing: OptionNode, own: OptionDeclaration): OptionDeclaration {
  if (existing.kind === "set") throw declaredTwice(path, existing, own.place);
  const { option: first } = existing;
  const type = types.join(first.type, own.type);
  const twice = UNIQUE_FIELDS.find((field) => first[field] !== undefined && own[field] !== undefined);
  if (twice !== undefined) throw declaredTwice(path, existing, own.place, `only one of them can say its ${twice}`);
  if (type === undefined) {
    const hint = `${types.words(first.type)} and ${types.words(own.type)} do not go together`;
    throw declaredTwice(path, existing, own.place, hint);
  }
  return { ...own, ...first, type };
}

function declaredTwice(
  path: Path,
  existing: OptionNode,
  place: Place | undefined,
  hint = "an option is declared by one module; others define it",
): DeclError {
  const first = existing.kind === "option" ? existing.option : undefined;
  const where =
    first?.place === undefined
      ? (first?.module ?? "a module with options below it")
      : `${first.place.file}:${first.place.start.line}:${first.place.start.column}`;
  const message = `the option ${pathText(path)} is declared already, by ${where}`;
  return new DeclError({ code: "option-declared-twice", message, ...at(place), hint });
}

/** Every option of a tree with its path, in the order of declaration. */
export function* optionsOf(tree: OptionSet, path: Path = []): Generator<[Path, OptionDeclaration]> {
  for (const [name, node] of tree.children) {
    if (node.kind === "option") yield [[...path, name], node.option];
    else yield* optionsOf(node, [...path, name]);
  }
}
