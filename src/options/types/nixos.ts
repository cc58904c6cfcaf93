import { pending } from "../../lib/pending.ts";
import { wrongType } from "../value-errors.ts";
import { leaf } from "./leaf.ts";

const WORDS = "an object of NixOS's options";

/**
 * What NixOS evaluates: what is in a definition, mkForce and the like too, is for NixOS to merge. The value is not known
 * before that.
 */
export const nixos = leaf<"nixos">({
  words: () => WORDS,
  accepts: (_, value) => value.kind === "attrs",
  hasEmptyValue: () => true,
  merge: (context, path, _, definitions) => {
    const odd = definitions.find(({ value }) => value.kind !== "attrs");
    if (odd !== undefined) return wrongType(context, path, odd, WORDS);
    return pending;
  },
  jsonSchema: () => ({ type: "object" }),
  typescript: (_, { side }) => (side === "input" ? "NixosOptions" : "NixosConfig"),
});
