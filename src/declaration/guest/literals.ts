import type { Mark } from "../protocol.ts";

/** Where the literals of a declaration stand: instrument.ts writes `__decl_at(file, literal, …)` around each. */
const marks = new WeakMap<object, Mark>();

Object.defineProperty(globalThis, "__decl_at", {
  value: (file: number, literal: number, value: object) => {
    marks.set(value, [file, literal]);
    return value;
  },
});

/** The mark of a value that is a literal. */
export const markOf = (value: unknown): Mark | undefined => marks.get(value as object); // what is no object has none

/** Gives a value that was made from a literal the places of the literal. */
export function keepMark(literal: object, made: object): void {
  const mark = marks.get(literal);
  if (mark !== undefined) marks.set(made, mark);
}

/** Whether two values are the same literal. Equal literals at different places differ, since messages point at them. */
export function hasSameMark(one: object, other: object): boolean {
  const [file, literal] = marks.get(one) ?? [];
  const [otherFile, otherLiteral] = marks.get(other) ?? [];
  return file === otherFile && literal === otherLiteral;
}
