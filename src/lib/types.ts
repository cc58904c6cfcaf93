/** The types of options, as data; src/options has what can be done with them. */
import { inWords } from "./in-words.ts";
import type { OptionType } from "./lib.d.ts";
import { isPending } from "./pending.ts";

type Lib = typeof import("./lib.d.ts");

const TYPE = Symbol.for("decl.type");

/** A type as `lib.types` makes it, with the fields of its kind. */
export interface MadeType {
  readonly [TYPE]: true;
  readonly kind: string;
  /** The types within it. */
  readonly of?: MadeType | readonly MadeType[];
  /** Of a submodule. */
  readonly module?: unknown;
  /** Of an enum. */
  readonly values?: readonly unknown[];
  readonly [field: string]: unknown;
}

type AnyType = OptionType<never, never>;

// The type of its values exists only in TypeScript, so the result is assignable to a type of anything.
const type = (kind: string, fields?: Readonly<Record<string, unknown>>) =>
  Object.freeze({ [TYPE]: true, kind, ...fields }) as unknown as AnyType;

export const isType = (value: unknown): value is MadeType => (value as MadeType | undefined)?.[TYPE] === true;

/** Maps the types within a type: one, a list of them, or none. */
export function mapInner<From extends object, To>(
  of: From | readonly From[] | undefined,
  map: (type: From) => To,
): To | readonly To[] | undefined {
  if (of === undefined) return undefined;
  return isList(of) ? of.map((one) => map(one)) : map(of);
}

const isList = <T extends object>(of: T | readonly T[]): of is readonly T[] => Array.isArray(of);

export function needType(who: string, value: unknown): unknown {
  if (isType(value) || isPending(value)) return value;
  const is = typeof value === "function" ? "a function (are its arguments missing?)" : inWords(value);
  throw new TypeError(`${who} needs a type, one of lib.types, not ${is}`);
}

function needPattern(who: string, pattern: unknown): string {
  if (typeof pattern !== "string") throw new TypeError(`${who} needs a pattern, not ${inWords(pattern)}`);
  new RegExp(pattern);
  return pattern;
}

function needList(who: string, values: unknown): readonly unknown[] {
  if (!Array.isArray(values)) throw new TypeError(`${who} needs a list of values, not ${inWords(values)}`);
  return [...values];
}

function submodule(module: unknown): AnyType {
  return type("submodule", { module: needModule(module) });
}

function needModule(module: unknown): unknown {
  if (typeof module === "function" || (typeof module === "object" && module !== null && !Array.isArray(module))) {
    return module;
  }
  throw new TypeError(`submodule needs a module, an object or a function, not ${inWords(module)}`);
}

function submoduleWith({ modules }: { readonly modules: readonly unknown[] }): AnyType {
  const [first, ...others] = modules;
  const module = others.length === 0 ? first : { imports: [...modules] };
  return type("submodule", { module: needModule(module), takesModules: true });
}

export const types: Lib["types"] = Object.freeze({
  bool: type("bool"),
  int: type("int"),
  number: type("number"),
  float: type("number"),
  port: type("int", { min: 0, max: 65535 }),
  str: type("str"),
  singleLineStr: type("str", { pattern: "[^\\r\\n]*", expected: "a string of one line" }),
  nonEmptyStr: type("str", { pattern: "[\\s\\S]+", expected: "a text that is not empty" }),
  lines: type("joined", { separator: "\n" }),
  commas: type("joined", { separator: "," }),
  envVar: type("joined", { separator: ":" }),
  path: type("path"),
  package: type("package"),
  shellPackage: type("package"),
  /** Files of a build context. */
  context: type("context"),
  anything: type("anything"),
  raw: type("anything"),
  unspecified: type("anything"),
  attrs: type("attrsOf", { of: type("anything") }),
  ints: Object.freeze({
    between: (min, max) => type("int", { min, max }),
    positive: type("int", { min: 1 }),
    unsigned: type("int", { min: 0 }),
    u8: type("int", { min: 0, max: 2 ** 8 - 1 }),
    u16: type("int", { min: 0, max: 2 ** 16 - 1 }),
    u32: type("int", { min: 0, max: 2 ** 32 - 1 }),
  }),
  strMatching: (pattern, expected) => type("str", { pattern: needPattern("strMatching", pattern), expected }),
  separatedString: (separator) => type("joined", { separator }),
  enum: (values) => type("enum", { values: needList("enum", values) }),
  listOf: (of) => type("listOf", { of: needType("listOf", of) }),
  attrsOf: (of) => type("attrsOf", { of: needType("attrsOf", of) }),
  lazyAttrsOf: (of) => type("attrsOf", { of: needType("lazyAttrsOf", of) }),
  /** Attributes whose names match a pattern. */
  attrsNamed: (names, expected, of) =>
    type("attrsOf", { of: needType("attrsNamed", of), names: needPattern("attrsNamed", names), expected }),
  nullOr: (of) => type("nullOr", { of: needType("nullOr", of) }),
  either: (first, second) => type("either", { of: [needType("either", first), needType("either", second)] }),
  oneOf: (of) => type("either", { of: [...of].map((one) => needType("oneOf", one)) }),
  uniq: (of) => type("uniq", { of: needType("uniq", of) }),
  /** A scalar, or a list; several lists are joined (systemd's unit options). */
  unitOption: type("unitOption"),
  /** What NixOS evaluates. */
  nixos: type("nixos"),
  /** A set of options of its own: a module, or a function of { name, config, … } to one. */
  submodule,
  /** The same of several modules; its definitions are modules as well: functions, or with `imports`, `options` and `config`. */
  submoduleWith,
} satisfies Lib["types"]);
