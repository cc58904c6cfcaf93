import { scalar } from "./scalar.ts";

export const bool = scalar<"bool">({
  words: () => "true or false",
  read: (_, value) => (value.kind === "scalar" && typeof value.value === "boolean" ? value.value : undefined),
  // "true" in quotes.
  meant: (_, value) =>
    value.kind === "scalar" && (value.value === "true" || value.value === "false") ? value.value : undefined,
  jsonSchema: () => ({ type: "boolean" }),
  typescript: () => "boolean",
});
