import { conflict } from "../value-errors.ts";
import { inner } from "./inner.ts";
import type { TypeOperations, Types } from "./operations.ts";

/** A value that only one definition may give. */
export const uniq = (types: Types): TypeOperations<"uniq"> => ({
  ...inner(types),
  words: ({ of }) => types.words(of),
  wordsInFull: ({ of }) => types.wordsInFull(of),
  hasEmptyValue: () => false,
  accepts: ({ of }, value) => types.accepts(of, value),
  merge: (context, path, { of }, definitions) =>
    definitions.length > 1 ? conflict(context, path, definitions) : types.merge(context, path, of, definitions),
  jsonSchema: ({ of }, writer) => writer.schema(of),
  typescript: ({ of }, writer) => writer.text(of),
});
