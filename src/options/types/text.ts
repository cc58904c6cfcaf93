import { isAbsolute } from "../../lib/placeholder.ts";
import type { Value } from "../../value/value.ts";
import { matches } from "../pattern.ts";
import { textOrScalar } from "../plain-value.ts";
import type { TypeWriter } from "./operations.ts";
import { scalar } from "./scalar.ts";

export const str = scalar<"str">({
  words: ({ pattern, expected }) => expected ?? (pattern === undefined ? "a string" : `a string like /${pattern}/`),
  read: ({ pattern, guarded }, value) => {
    const text = textIn(value);
    return text === undefined || pattern === undefined || matches(pattern, text, guarded) ? text : undefined;
  },
  meant: ({ pattern }, value) => (pattern === undefined ? withQuotes(value) : undefined),
  jsonSchema: ({ pattern }) => ({
    type: "string",
    ...(pattern === undefined ? {} : { pattern: `^(?:${pattern})$|${MENTION}` }),
  }),
  typescript,
});

/** A text; several definitions are joined with a separator. */
export const joined = scalar<"joined">({
  words: () => "a string",
  read: (_, value) => textIn(value),
  combine: ({ separator }, texts) => texts.join(separator),
  meant: (_, value) => withQuotes(value),
  jsonSchema: () => ({ type: "string" }),
  typescript,
});

export const path = scalar<"path">({
  words: () => "an absolute path",
  read: (_, value) => {
    const text = textIn(value);
    return text !== undefined && isAbsolute(text) && !/[\r\n]/.test(text) ? text : undefined;
  },
  jsonSchema: () => ({ type: "string", pattern: `^(?:/|${MENTION})` }),
  typescript,
});

/** In any text, `${pkgs.hello}` stands for the path of a package. */
const MENTION = "\\$\\{pkgs\\.";

function textIn(value: Value): string | undefined {
  const text = textOrScalar(value);
  return typeof text === "string" ? text : undefined;
}

const withQuotes = (value: Value): string | undefined =>
  value.kind === "scalar" && (typeof value.value === "number" || typeof value.value === "boolean")
    ? `"${value.value}"`
    : undefined;

function typescript(_: unknown, { side }: TypeWriter): string {
  return side === "input" ? "string | PackageOption" : "string";
}
