import { at, type Place } from "../diagnostic.ts";
import type { LiteralPlaces } from "./instrument.ts";
import type { Entry, Value } from "./value.ts";

/** [file index, literal index], as instrument.ts numbers them. */
export type Mark = readonly [number, number];

/** A value as the sandbox writes it (see `encode` in prelude.js). */
export type Encoded =
  | string
  | number
  | boolean
  | null
  | { readonly l: readonly Encoded[]; readonly m?: Mark }
  | { readonly o: readonly (readonly [string, Encoded])[]; readonly m?: Mark }
  | { readonly p: string }
  | { readonly s: string };

/** The literals of every file, by file index. */
export type LiteralTable = readonly (readonly LiteralPlaces[])[];

export function literalOf(table: LiteralTable, mark: Mark | undefined): LiteralPlaces | undefined {
  return mark === undefined ? undefined : table[mark[0]]?.[mark[1]];
}

/**
 * Gives an encoded value its places back: a literal's own, and for what has no identity of its own (a string, a number)
 * the place where the surrounding literal names it.
 */
export function decodeValue(encoded: Encoded, table: LiteralTable, named?: Place): Value {
  if (encoded === null || typeof encoded !== "object") return { kind: "scalar", value: encoded, ...at(named) };
  if ("p" in encoded) return { kind: "package", attributePath: encoded.p, ...at(named) };
  if ("s" in encoded) return { kind: "storePath", path: encoded.s, ...at(named) };
  const literal = literalOf(table, encoded.m);
  const place = at(literal?.place ?? named);
  if ("l" in encoded) {
    const items = encoded.l.map((item, index) => decodeValue(item, table, literal?.keys.get(String(index))?.value));
    return { kind: "list", items, ...place };
  }
  const entries = new Map<string, Entry>();
  for (const [name, member] of encoded.o) {
    const member_ = literal?.keys.get(name);
    const value = decodeValue(member, table, member_?.value);
    entries.set(name, member_ === undefined ? { value } : { key: member_.key, value });
  }
  return { kind: "attrs", entries, ...place };
}
