import { at } from "../../text/diagnostic.ts";
import type { TypeOf } from "../../value/type-descriptor.ts";
import { checkName } from "../check-name.ts";
import { type Definition, discharge, PLAIN_ORDER, PLAIN_PRIORITY, winning } from "../definition.ts";
import { type MergeContext, type Path, record } from "../merge-context.ts";
import { wrongType } from "../value-errors.ts";
import { joinInner } from "./joined-type.ts";
import type { TypeOperations, Types } from "./operations.ts";

/** An object with any names; the definitions of each name are merged. */
export const attrsOf = (types: Types): TypeOperations<"attrsOf"> => ({
  words: () => "an object",
  wordsInFull: ({ of, expected }) =>
    `an object, each value ${types.wordsInFull(of)}${expected === undefined ? "" : ` and each name ${expected}`}`,
  hasEmptyValue: () => true,
  accepts: (_, value) => value.kind === "attrs",
  merge: mergeAttrs,
  join: joinInner(types),
  meant: () => undefined,
  below: ({ of }) => [{ kind: "part", type: of }],
  submodules: ({ of }) => types.submodules(of).map(([path, type]) => [["<name>", ...path], type]),
  jsonSchema: ({ of, names }, writer) => ({
    type: "object",
    ...(names === undefined ? {} : { propertyNames: { pattern: `^(?:${names})$` } }),
    additionalProperties: writer.schema(of),
  }),
  typescript: ({ of }, writer) => `Attrs<${writer.member(of)}>`,
});

/** The names of the result are sorted. */
export function mergeAttrs(
  context: MergeContext,
  path: Path,
  type: TypeOf<"attrsOf">,
  definitions: readonly Definition[],
): Record<string, unknown> {
  const byName = definitionsByName(context, path, type, definitions);
  const result: Record<string, unknown> = {};
  for (const name of [...byName.keys()].sort()) {
    const all = discharge(byName.get(name) ?? []);
    if (all.length === 0) continue;
    const winners = winning(all);
    const memberPath = [...path, name];
    result[name] = context.types.merge(context, memberPath, type.of, winners);
    record(context, memberPath, all, winners, result[name]);
  }
  return result;
}

function definitionsByName(
  context: MergeContext,
  path: Path,
  type: TypeOf<"attrsOf">,
  definitions: readonly Definition[],
): Map<string, Definition[]> {
  const byName = new Map<string, Definition[]>();
  for (const definition of definitions) {
    if (definition.value.kind !== "attrs") {
      wrongType(context, path, definition, "an object");
      continue;
    }
    for (const [name, { key, value }] of definition.value.entries) {
      checkName(context, [...path, name], type, key ?? definition.place);
      const place = value.place ?? key ?? definition.place;
      const list = byName.get(name) ?? [];
      list.push({ ...definition, value, ...at(place), priority: PLAIN_PRIORITY, order: PLAIN_ORDER });
      byName.set(name, list);
    }
  }
  return byName;
}
