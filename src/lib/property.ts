/** Definitions with a condition, a priority or an order. */
import { inWords } from "./in-words.ts";
import type { Property } from "./lib.d.ts";
import { isPending, known } from "./pending.ts";

type Lib = typeof import("./lib.d.ts");

const PROPERTY = Symbol.for("decl.property");

type Name = "if" | "merge" | "override" | "order";

/** A property as these functions make it. */
interface MadeProperty {
  readonly [PROPERTY]: Name;
  readonly condition?: unknown;
  readonly priority?: unknown;
  readonly order?: unknown;
  readonly content?: unknown;
  readonly contents?: readonly unknown[];
}

// T, the type of what it defines, exists only in the types.
const property = <T>(name: Name, fields: Omit<MadeProperty, typeof PROPERTY>) =>
  Object.freeze({ [PROPERTY]: name, ...fields }) as unknown as Property<T>;

/** The kind of property that a value is; undefined for any other value. */
export const propertyOf = (value: unknown): Name | undefined =>
  (value as Partial<MadeProperty> | undefined)?.[PROPERTY];

/** The parts of a property, as the option system reads them. */
export interface PropertyParts {
  readonly name: Name;
  /** Whether its condition holds. */
  readonly holds: boolean;
  /** Its priority or order. */
  readonly number: number;
  /** What it defines; empty if the condition does not hold, since the content may then be invalid. */
  readonly contents: readonly unknown[];
}

/** The parts of a property; undefined for any other value. */
export function propertyParts(value: unknown): PropertyParts | undefined {
  const name = propertyOf(value);
  if (name === undefined) return undefined;
  const { condition = true, priority, order, content, contents } = value as MadeProperty; // it has the name
  const holds = condition === true;
  const defined = holds ? known(contents ?? [content]).filter((one) => one !== undefined) : [];
  return { name, holds, number: Number(priority ?? order ?? 0), contents: defined };
}

/** The arguments of a call. Throws a TypeError if there are fewer than `count`. */
function given<Args extends readonly unknown[]>(who: string, count: number, args: Args): Args {
  if (args.length < count) throw new TypeError(`${who} needs a value to define`);
  return args;
}

function needNumber(who: string, value: unknown): unknown {
  if ((typeof value === "number" && !Number.isNaN(value)) || isPending(value)) return value;
  throw new TypeError(`${who} needs a number, not ${Number.isNaN(value) ? "NaN" : inWords(value)}`);
}

/** The content, if the condition holds. */
export const mkIf: Lib["mkIf"] = (...args) => {
  const [condition, content] = given("mkIf", 2, args);
  if (typeof condition !== "boolean" && !isPending(condition))
    throw new TypeError(`mkIf needs true or false, not ${inWords(condition)}`);
  return property("if", { condition, content });
};
/** Several definitions of one option in one place. */
export const mkMerge: Lib["mkMerge"] = (contents) => {
  if (Array.isArray(contents) || isPending(contents)) return property("merge", { contents: [...contents] });
  throw new TypeError(`mkMerge needs a list, not ${inWords(contents)}`);
};

const overriding =
  (who: string, priority: number): Lib["mkForce"] =>
  (...args) =>
    property("override", { priority, content: given(who, 1, args)[0] });
const ordering =
  (who: string, order: number): Lib["mkBefore"] =>
  (...args) =>
    property("order", { order, content: given(who, 1, args)[0] });

/** Lower priorities win; a plain definition has 100. */
export const mkOverride: Lib["mkOverride"] = (...args) => {
  const [priority, content] = given("mkOverride", 2, args);
  return property("override", { priority: needNumber("mkOverride", priority), content });
};
export const mkOptionDefault = overriding("mkOptionDefault", 1500);
export const mkDefault = overriding("mkDefault", 1000);
export const mkForce = overriding("mkForce", 50);
/** Lower orders come first in lists and lines; a plain definition has 1000. */
export const mkOrder: Lib["mkOrder"] = (...args) => {
  const [order, content] = given("mkOrder", 2, args);
  return property("order", { order: needNumber("mkOrder", order), content });
};
export const mkBefore = ordering("mkBefore", 500);
export const mkAfter = ordering("mkAfter", 1500);
