import { anyText, listOf, optional, record, text, texts, wholeNumber } from "../helper/shape.ts";

/** The programs and libraries that want what a step did not find, as `ForeignProgram` has them (plan/foreign-warnings.ts). */
export const foreignShape = listOf(
  record({
    file: anyText,
    count: wholeNumber,
    machine: wholeNumber,
    interpreter: optional(text),
    libraries: texts,
    folders: texts,
  }),
);
