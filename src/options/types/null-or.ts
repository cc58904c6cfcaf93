import { conflict } from "../value-errors.ts";
import { anyOf } from "./any-of.ts";
import { inner } from "./inner.ts";
import type { TypeOperations, Types } from "./operations.ts";

/** Null where all definitions say so, or there are none. */
export const nullOr = (types: Types): TypeOperations<"nullOr"> => ({
  ...inner(types),
  words: ({ of }) => `${types.words(of)} or null`,
  wordsInFull: ({ of }) => `null, or ${types.wordsInFull(of)}`,
  hasEmptyValue: () => true,
  accepts: ({ of }, value) => (value.kind === "scalar" && value.value === null) || types.accepts(of, value),
  merge: (context, path, { of }, definitions) => {
    const isNull = definitions.map(({ value }) => value.kind === "scalar" && value.value === null);
    if (isNull.every(Boolean)) return null;
    return isNull.some(Boolean) ? conflict(context, path, definitions) : types.merge(context, path, of, definitions);
  },
  jsonSchema: ({ of }, writer) => anyOf([writer.schema(of), { type: "null" }]),
  typescript: ({ of }, writer) => `${writer.text(of)} | null`,
});
