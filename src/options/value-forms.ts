import { contextAt, contextPathText, contextText } from "../lib/context-reference.ts";
import { packageAt } from "../lib/package-reference.ts";
import { withoutLogin } from "../text/login-in-address.ts";
import { packageText, readablePlaceholders } from "../value/reference.ts";
import type { Value, ValueKind, ValueOf } from "../value/value.ts";

/** How the values of a kind look in messages, in documentation, in JSON and in the configuration. */
interface Forms<Kind extends ValueKind> {
  readonly short: (value: ValueOf<Kind>) => string;
  readonly text: (value: ValueOf<Kind>) => string;
  readonly json: (value: ValueOf<Kind>) => unknown;
  readonly plain: (value: ValueOf<Kind>) => unknown;
  /** The name of something that has a store path, as placeholders hold it. */
  readonly storeName: (value: ValueOf<Kind>) => string | undefined;
}

/** A value in a few words, for messages. */
export const shortText = (value: Value): string => formsOf(value).short(value);

/** A default, example or definition as it would be written. */
export const valueText = (value: Value): string => formsOf(value).text(value);

/** A value as a JSON declaration writes it; undefined where JSON cannot say it. */
export const jsonOf = (value: Value): unknown => formsOf(value).json(value);

/** A value as the configuration holds it; undefined for a value that is no plain data. */
export const plainValue = (value: Value): unknown => formsOf(value).plain(value);

/** The name of a package or of files that have a store path; undefined for other values. */
export const storeNameOf = (value: Value): string | undefined => formsOf(value).storeName(value);

const noData = {
  short: ({ kind }: { kind: ValueKind }) => `a ${kind}`,
  text: () => "…",
  json: () => undefined,
  plain: () => undefined,
  storeName: () => undefined,
};

const FORMS: { readonly [Kind in ValueKind]: Forms<Kind> } = {
  scalar: {
    short: ({ value }) => {
      const text = readablePlaceholders(JSON.stringify(typeof value === "string" ? withoutLogin(value) : value));
      return text.length > 60 ? `${text.slice(0, 59)}…` : text;
    },
    text: ({ value }) => readablePlaceholders(JSON.stringify(value)),
    json: ({ value }) => (typeof value === "string" ? readablePlaceholders(value) : value),
    plain: ({ value }) => value,
    storeName: () => undefined,
  },
  list: {
    short: ({ items }) => `a list of ${items.length}`,
    text: ({ items }) => `[${items.map(valueText).join(", ")}]`,
    json: ({ items }) => items.map(jsonOf),
    plain: ({ items }) => items.map(plainValue),
    storeName: () => undefined,
  },
  attrs: {
    short: () => "an object",
    text: ({ entries }) => {
      const members = [...entries].map(([name, entry]) => {
        return `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${valueText(entry.value)}`;
      });
      return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
    },
    json: ({ entries }) => Object.fromEntries(Array.from(entries, ([name, { value }]) => [name, jsonOf(value)])),
    plain: ({ entries }) => Object.fromEntries(Array.from(entries, ([name, { value }]) => [name, plainValue(value)])),
    storeName: () => undefined,
  },
  package: {
    short: ({ attributePath }) => packageText(attributePath),
    text: ({ attributePath }) => packageText(attributePath),
    json: ({ attributePath }) => attributePath,
    plain: ({ attributePath }) => packageAt(attributePath),
    storeName: ({ attributePath }) => attributePath,
  },
  storePath: {
    short: ({ path }) => path,
    text: ({ path }) => packageText(path),
    json: ({ path }) => path,
    plain: ({ path }) => packageAt(path),
    storeName: ({ path }) => path,
  },
  context: {
    short: contextText,
    text: contextText,
    json: contextPathText,
    plain: contextAt,
    storeName: contextText,
  },
  module: noData,
  property: noData,
  option: noData,
  type: noData,
};

function formsOf<Kind extends ValueKind>(value: ValueOf<Kind>): Forms<Kind> {
  return FORMS[value.kind];
}
