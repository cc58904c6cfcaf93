import { FormatError } from "../../nix/format-error.ts";

/**
 * What a part of a JSON document has to be: a function that reads a value which stands at `where`, with the types of both
 * ends, what one writes and what the other has read. Not zod's, as the helper starts once for each step and zod takes
 * 11 ms of processor time to load.
 *
 * @throws FormatError that says where something is wrong
 */
export interface Shape<out Read, in Written = Read> {
  (value: unknown, where: string): Read;
  /** Is never set: it holds the type. */
  readonly written?: (value: Written) => void;
}

/** What the reader of a shape has. */
export type ReadOf<S> = S extends Shape<infer Read, never> ? Read : never;
/** What its writer may write. */
export type WrittenOf<S> = S extends Shape<unknown, infer Written> ? Written : never;

type Shapes<Read = unknown> = Readonly<Record<string, Shape<Read, never>>>;
type AllRead<S> = { [Name in keyof S]: ReadOf<S[Name]> };
type AllWritten<S> = { [Name in keyof S]: WrittenOf<S[Name]> };

/** What may be undefined may be left out. */
type Fields<T> = { readonly [Name in keyof T as undefined extends T[Name] ? never : Name]: T[Name] } & {
  readonly [Name in keyof T as undefined extends T[Name] ? Name : never]?: T[Name];
};

/** One of several objects, with its kind in `type`. */
type Kinds<T> = { [Kind in keyof T]: { readonly type: Kind } & T[Kind] }[keyof T];

/** A text that may be empty. */
export const anyText: Shape<string> = (value, where) => (typeof value === "string" ? value : fail(where, "a text"));

/** A text that is not empty. */
export const text: Shape<string> = (value, where) => anyText(value, where) || fail(where, "a text");

/** An absolute path without `.`, `..` or empty components, so that what is appended to it stays below it. */
export const absolutePath: Shape<string> = (value, where) => {
  const path = text(value, where);
  return /^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+)$/.test(path) ? path : fail(where, "an absolute path");
};

export const wholeNumber: Shape<number> = (value, where) =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : fail(where, "a whole number");

export const flag: Shape<boolean> = (value, where) =>
  typeof value === "boolean" ? value : fail(where, "true or false");

/** A list of texts that may be empty. */
export const texts: Shape<readonly string[]> = (value, where) =>
  list(value, where).map((each) => (typeof each === "string" ? each : fail(where, "a list of texts")));

export function listOf<Read, Written>(shape: Shape<Read, Written>): Shape<readonly Read[], readonly Written[]> {
  return (value, where) => list(value, where).map((each, index) => shape(each, `${where}[${index}]`));
}

/** What may be left out of a record. */
export function optional<Read, Written>(shape: Shape<Read, Written>): Shape<Read | undefined, Written | undefined> {
  return (value, where) => (value === undefined ? undefined : shape(value, where));
}

export function orNull<Read, Written>(shape: Shape<Read, Written>): Shape<Read | null, Written | null> {
  return (value, where) => (value === null ? null : shape(value, where));
}

/** What a shape reads, made into something else by `parse`, which may throw a FormatError. */
export function parsed<Read, Written, Parsed>(
  shape: Shape<Read, Written>,
  parse: (read: Read) => Parsed,
): Shape<Parsed, Written> {
  return (value, where) => parse(shape(value, where));
}

/** An object with these fields. Others are not read. */
export function record<S extends Shapes>(shapes: S): Shape<Fields<AllRead<S>>, Fields<AllWritten<S>>> {
  return (value, where) => {
    const fields = object(value, where);
    const read = Object.entries(shapes).map(([name, shape]) => ({
      name,
      read: shape(fields[name], `${where}.${name}`),
    }));
    const given = read.filter((field) => field.read !== undefined).map((field) => [field.name, field.read]);
    // Entries have no types that say which value belongs to which name.
    return Object.fromEntries(given) as Fields<AllRead<S>>;
  };
}

/** Objects of several kinds, which their field `type` tells apart. `what` is what they are called in an error. */
export function kinds<S extends Shapes<object>>(
  what: string,
  shapes: S,
): Shape<Kinds<AllRead<S>>, Kinds<AllWritten<S>>> {
  return (value, where) => {
    const type = text(object(value, where).type, `${where}.type`);
    const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
    if (shape === undefined) throw new FormatError(`${what} cannot be a "${type}"`);
    // The kind was looked up by a text, which has no type that names it.
    return { ...shape(value, where), type } as Kinds<AllRead<S>>;
  };
}

function object(value: unknown, where: string): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : fail(where, "an object");
}

function list(value: unknown, where: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(where, "a list");
}

function fail(where: string, wanted: string): never {
  throw new FormatError(`${where} is not ${wanted}`);
}
