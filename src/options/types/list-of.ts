import type { TypeOf } from "../../value/type-descriptor.ts";
import type { Value } from "../../value/value.ts";
import { type Definition, discharge } from "../definition.ts";
import { type MergeContext, type Path, record } from "../merge-context.ts";
import { writeInstead, wrongType } from "../value-errors.ts";
import { shortText } from "../value-forms.ts";
import { joinInner } from "./joined-type.ts";
import type { TypeOperations, Types } from "./operations.ts";

/** A list has the elements of all its definitions. */
export const listOf = (types: Types): TypeOperations<"listOf"> => ({
  words: () => "a list",
  wordsInFull: ({ of }) => `a list, each element ${types.wordsInFull(of)}`,
  hasEmptyValue: () => true,
  accepts: (_, value) => value.kind === "list",
  merge: mergeList,
  join: joinInner(types),
  meant: (type, value) => meantList(types, type, value),
  below: ({ of }) => [{ kind: "part", type: of }],
  submodules: ({ of }) => types.submodules(of).map(([path, type]) => [["*", ...path], type]),
  jsonSchema: ({ of }, writer) => ({ type: "array", items: writer.schema(of) }),
  typescript: ({ of }, writer) => `readonly ${inParentheses(writer.member(of))}[]`,
});

/** In the paths of messages, an element's name is its index in the merged list. */
export function mergeList(
  context: MergeContext,
  path: Path,
  type: TypeOf<"listOf">,
  definitions: readonly Definition[],
): unknown[] {
  const result: unknown[] = [];
  for (const definition of definitions) {
    if (definition.value.kind !== "list") {
      const meant = meantList(context.types, type, definition.value);
      wrongType(context, path, definition, "a list", writeInstead(definition.value, meant));
      continue;
    }
    for (const value of definition.value.items) {
      for (const element of discharge([{ ...definition, value }])) {
        const elementPath = [...path, String(result.length)];
        const merged = context.types.merge(context, elementPath, type.of, [element]);
        record(context, elementPath, [element], [element], merged);
        result.push(merged);
      }
    }
  }
  return result;
}

/** The value in brackets, if it could be an element of the list. */
function meantList(types: Types, { of }: TypeOf<"listOf">, value: Value): string | undefined {
  const isElement = value.kind === "package" || (value.kind === "scalar" && value.value !== null);
  return isElement ? `[${types.meant(of, value) ?? shortText(value)}]` : undefined;
}

const inParentheses = (type: string): string =>
  /^readonly |[|&]/.test(type) && !/^(?:Def|Attrs)</.test(type) ? `(${type})` : type;
