import { defined } from "../text/defined.ts";
import type { ModuleSource } from "../value/module-source.ts";
import type { TypeDescriptor, TypeKind } from "../value/type-descriptor.ts";
import { forged, parse } from "./forged-answer.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Readers for the types and modules within a type. */
interface Inner {
  readonly type: (encoded: unknown) => TypeDescriptor;
  readonly module: (encoded: unknown) => ModuleSource;
}

const nothing = () => ({});
const one = ({ of }: Fields, { type }: Inner) => ({ of: type(of) });
const texts = (fields: Fields, ...names: readonly string[]) => some(fields, names, parse.text);
const numbers = (fields: Fields, ...names: readonly string[]) => some(fields, names, parse.number);

function some(fields: Fields, names: readonly string[], read: (value: unknown) => unknown): object {
  return Object.fromEntries(names.flatMap((name) => (fields[name] === undefined ? [] : [[name, read(fields[name])]])));
}

/** Readers for the fields of each kind of type. Patterns of a declaration are always guarded. */
const FIELDS: { readonly [Kind in TypeKind]: (fields: Fields, inner: Inner) => object } = {
  bool: nothing,
  number: nothing,
  int: (fields) => numbers(fields, "min", "max"),
  str: (fields) => ({ ...texts(fields, "pattern", "expected"), ...guarded(fields.pattern) }),
  joined: ({ separator }) => ({ separator: parse.text(separator) }),
  path: nothing,
  enum: ({ values }) => ({ values: parse.list(values, scalar) }),
  package: nothing,
  context: nothing,
  anything: nothing,
  unitOption: nothing,
  nixos: nothing,
  listOf: one,
  attrsOf: (fields, inner) => ({
    ...one(fields, inner),
    ...texts(fields, "names", "expected"),
    ...guarded(fields.names),
  }),
  nullOr: one,
  uniq: one,
  either: ({ of }, { type }) => ({ of: parse.list(of, type) }),
  submodule: ({ module, takesModules }, inner) => ({
    module: inner.module(module),
    ...defined({ takesModules: parse.optional(takesModules, parse.flag) }),
  }),
};

/** Reads a type as lib.types makes it. Throws a ForgedAnswer. */
export function readType(fields: Fields, inner: Inner): TypeDescriptor {
  const { kind } = fields;
  if (!isKind(kind)) return forged();
  return { kind, ...FIELDS[kind](fields, inner) } as TypeDescriptor; // each kind's fields are those above
}

const isKind = (kind: unknown): kind is TypeKind => typeof kind === "string" && Object.hasOwn(FIELDS, kind);

const guarded = (pattern: unknown) => (pattern === undefined ? {} : { guarded: true });

function scalar(value: unknown) {
  const isScalar = value === null || ["string", "number", "boolean"].includes(typeof value);
  return isScalar ? value : forged();
}
