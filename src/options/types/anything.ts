import { conflict, wrongType } from "../value-errors.ts";
import { plainValue } from "../value-forms.ts";
import { mergeAttrs } from "./attrs-of.ts";
import { leaf } from "./leaf.ts";
import { mergeList } from "./list-of.ts";

/** Objects are merged member by member, lists joined; everything else has to be equal. */
export const anything = leaf<"anything">({
  words: () => "anything",
  accepts: () => true,
  merge: (context, path, type, definitions) => {
    if (definitions.length === 0) return undefined;
    const odd = definitions.find(({ value }) => value.kind === "module");
    if (odd !== undefined) return wrongType(context, path, odd, "anything");
    if (definitions.every(({ value }) => value.kind === "attrs"))
      return mergeAttrs(context, path, { kind: "attrsOf", of: type }, definitions);
    if (definitions.every(({ value }) => value.kind === "list"))
      return mergeList(context, path, { kind: "listOf", of: type }, definitions);
    const hasParts = definitions.some(({ value }) => value.kind === "attrs" || value.kind === "list");
    const values = definitions.map(({ value }) => (hasParts ? undefined : plainValue(value)));
    const [first] = values;
    const isSame = values.every((value) => value !== undefined && (value === first || `${value}` === `${first}`));
    return isSame ? first : conflict(context, path, definitions);
  },
  below: (type) => [{ kind: "part", type }],
  jsonSchema: () => ({}),
  typescript: () => "unknown",
});
