import { contextAt } from "../../lib/context-reference.ts";
import { contextPathOf } from "../plain-value.ts";
import { scalar } from "./scalar.ts";

export const context = scalar<"context">({
  words: () => "files of a build context",
  // contextAt returns the same object for the same files.
  read: (_, value) => {
    const files = contextPathOf(value);
    return files === undefined ? undefined : contextAt(files);
  },
  jsonSchema: () => ({ type: "string" }),
  typescript: (_, { side }) => (side === "input" ? "ContextFiles | string" : "ContextFiles"),
});
