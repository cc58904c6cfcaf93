/**
 * The guest's answer is one that its code never gives. The declaration runs in the same realm: it has changed the guest's globals, or
 * has made values of decl's own kinds by itself.
 */
export class ForgedAnswer extends Error {}

/** Parsers for parts of the guest's answers. Each throws a ForgedAnswer where the value has another type. */
export const parse = {
  text: (value: unknown): string => (typeof value === "string" ? value : forged()),
  flag: (value: unknown): boolean => (typeof value === "boolean" ? value : forged()),
  number: (value: unknown): number => (typeof value === "number" ? value : forged()),
  list: <T>(value: unknown, item: (item: unknown) => T): T[] =>
    Array.isArray(value) ? value.map((one) => item(one)) : forged(),
  /** An object whose members are named by the reader. */
  fields: (value: unknown): Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : forged(),
  optional: <T>(value: unknown, read: (value: unknown) => T): T | undefined =>
    value === undefined ? undefined : read(value),
};

export function forged(): never {
  throw new ForgedAnswer();
}
