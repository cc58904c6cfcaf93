import { at } from "../../text/diagnostic.ts";
import type { Value } from "../../value/value.ts";
import { textOrScalar } from "../plain-value.ts";
import { conflict, wrongType } from "../value-errors.ts";
import { leaf } from "./leaf.ts";

/** null is an empty assignment. Any list makes it a list of all; else all have to be equal (nixpkgs: nixos/lib/systemd-unit-options.nix). */
export const unitOption = leaf<"unitOption">({
  words: () => WORDS,
  accepts: (_, value) => accepts(value),
  merge: (context, path, _, definitions) => {
    const odd = definitions.find(({ value }) => !accepts(value));
    if (odd !== undefined) return wrongType(context, path, odd, WORDS);
    const items = definitions.flatMap(({ value }) => (value.kind === "list" ? value.items : []));
    const oddItem = items.find(({ kind }) => kind === "module");
    if (oddItem !== undefined) return wrongType(context, path, { value: oddItem, ...at(oddItem.place) }, WORDS);
    if (definitions.some(({ value }) => value.kind === "list")) {
      return definitions.flatMap(({ value }) => (value.kind === "list" ? value.items : [value]).map(textOrScalar));
    }
    const values = definitions.map(({ value }) => textOrScalar(value));
    return values.every((value) => value === values[0]) ? values[0] : conflict(context, path, definitions);
  },
  jsonSchema: () => {
    const scalar = { type: ["string", "number", "boolean", "null"] };
    return { anyOf: [scalar, { type: "array", items: scalar }] };
  },
  typescript: (_, { side }) =>
    side === "input" ? "UnitValue" : "string | number | boolean | null | readonly (string | number | boolean | null)[]",
});

const WORDS = "a text, a number, true, false or null, or a list of them";

function accepts(value: Value): boolean {
  return value.kind === "list" || textOrScalar(value) !== undefined;
}
