import { defined } from "../../text/defined.ts";
import type { TypeOf } from "../../value/type-descriptor.ts";
import type { Value } from "../../value/value.ts";
import { scalar } from "./scalar.ts";

export const number = scalar<"number">({
  words: () => "a number",
  read: (_, value) => numberIn(value),
  meant: withoutQuotes,
  jsonSchema: () => ({ type: "number" }),
  typescript: () => "number",
});

export const int = scalar<"int">({
  words: (type) => `a whole number${rangeInWords(type)}`,
  read: ({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }, value) => {
    const number = numberIn(value);
    return Number.isSafeInteger(number) && number !== undefined && number >= min && number <= max ? number : undefined;
  },
  meant: withoutQuotes,
  jsonSchema: ({ min, max }) => ({
    type: "integer",
    ...defined({ minimum: min, maximum: max }),
  }),
  typescript: () => "number",
});

const numberIn = (value: Value): number | undefined =>
  value.kind === "scalar" && typeof value.value === "number" ? value.value : undefined;

function withoutQuotes(_: unknown, value: Value): string | undefined {
  const text = value.kind === "scalar" ? value.value : undefined;
  return typeof text === "string" && /^-?\d+$/.test(text) ? text : undefined;
}

function rangeInWords({ min, max }: TypeOf<"int">): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? "" : ` of at most ${max}`;
}
