import type { TypeDescriptor } from "../../value/type-descriptor.ts";
import { conflict, wrongType } from "../value-errors.ts";
import { anyOf } from "./any-of.ts";
import type { TypeOperations, Types } from "./operations.ts";

/** The first type that all definitions are of. */
export const either = (types: Types): TypeOperations<"either"> => ({
  words: ({ of }) => of.map(types.words).join(" or "),
  wordsInFull: ({ of }) => of.map(types.wordsInFull).join(", or "),
  hasEmptyValue: () => false,
  accepts: ({ of }, value) => of.some((one) => types.accepts(one, value)),
  merge: (context, path, type, definitions) => {
    const { of } = type;
    // A string type would accept files too, as the path that they have as a package; a context type comes first.
    const isFiles = definitions.every(({ value }) => value.kind === "context");
    const choices = isFiles ? of.toSorted((a, b) => rankForFiles(a) - rankForFiles(b)) : of;
    const fitting = choices.find((one) => definitions.every(({ value }) => types.accepts(one, value)));
    if (fitting !== undefined) return types.merge(context, path, fitting, definitions);
    const odd = definitions.find(({ value }) => !types.accepts(type, value));
    return odd === undefined ? conflict(context, path, definitions) : wrongType(context, path, odd, types.words(type));
  },
  join: (one, other) => {
    if (one.of.length !== other.of.length) return undefined;
    const of = one.of.flatMap((type, index) => types.join(type, other.of[index] ?? type) ?? []);
    return of.length === one.of.length ? { ...one, of } : undefined;
  },
  meant: () => undefined,
  below: ({ of }, name) => of.flatMap((one) => types.below(one, name)),
  submodules: ({ of }) => of.flatMap(types.submodules),
  jsonSchema: ({ of }, writer) => anyOf(of.map(writer.schema)),
  typescript: ({ of }, writer) => [...new Set(of.map(writer.text))].join(" | "),
});

const rankForFiles = ({ kind }: TypeDescriptor): number => (kind === "context" ? 0 : 1);
